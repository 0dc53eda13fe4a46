"""Own words of mail that is hard to take apart, word for word.

The expected texts were written before the scanner read the mails.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from inboxnet.message.body import split_body
from inboxnet.message.text import html_to_text


class Mail(NamedTuple):
    name: str
    author: str
    text: str
    own: str
    html: bool = False


MAILS = [
    Mail(
        "what is quoted below header fields had answered between lines",
        "Bram Hoek",
        """Both of them. I'll see to it.

Bram

________________________________
Van: Anke Lind <a.lind@works.example>
Verzonden: dinsdag 27 mei 2025 12:20
Aan: Hoek, Bram
Onderwerp: RE: Column C4

> 1. C4 stands crooked. Leave it?

No. At their expense.

> 2. May I use the photos?

Yes, without the logos.

Anke Lind
""",
        "Both of them. I'll see to it.",
    ),
    Mail(
        "header fields and answers between lines, as is said above",
        "Bram Hoek",
        """Answers below.

From: Anke Lind <a.lind@works.example>
Sent: Tuesday, May 27, 2025 12:20
To: Hoek, Bram
Subject: Column C4

> 1. C4 stands crooked. Leave it?

No. At their expense.
""",
        "Answers below.\n\n\n\nNo. At their expense.",
    ),
    Mail(
        "german attribution wrapped over two lines",
        "Jens Albers",
        """Hallo Frau Wirth,

der Termin am 14. passt uns gut. Bringen Sie die Muster mit?

Viele Grüße
Jens Albers

Am Mo., 3. März 2025 um 09:14 Uhr schrieb Katrin Wirth
<k.wirth@wirth-druck.example>:

> Guten Morgen Herr Albers,
>
> passt Ihnen der 14.?
""",
        "Hallo Frau Wirth,\n\nder Termin am 14. passt uns gut. Bringen Sie die Muster mit?",
    ),
    Mail(
        "german outlook block without any marks",
        "Sven Ohlsen",
        """Moin,
die 14 Kisten sind da, zwei davon nass. Wer zahlt das?
Sven

Von: Petra Lohse <petra.lohse@spedition-nord.example>
Gesendet: Dienstag, 4. März 2025 16:02
An: Sven Ohlsen <s.ohlsen@kutter.example>
Cc: Lager <lager@kutter.example>
Betreff: AW: Lieferung 4711

Hallo Sven,
die Kisten kommen morgen.
Gruß Petra
""",
        "Moin,\ndie 14 Kisten sind da, zwei davon nass. Wer zahlt das?",
    ),
    Mail(
        "french attribution with its own spacing, wrapped",
        "Aurélie Monnet",
        """Bonjour Paul,

Oui pour jeudi, mais plutôt à 15h.

Bien à toi,
Aurélie

Le mar. 4 mars 2025 à 11:08, Paul Destrée <paul@destree-bois.example>
a écrit :

> Salut Aurélie, tu es libre jeudi à 14h ?
> Paul
""",
        "Bonjour Paul,\n\nOui pour jeudi, mais plutôt à 15h.",
    ),
    Mail(
        "french outlook block with a forwarded comment",
        "Luc Perrin",
        """Pour info, tu peux répondre à ma place ?

________________________________
De : Service Achats <achats@mairie-oyon.example>
Envoyé : lundi 3 mars 2025 08:30
À : Luc Perrin
Objet : Devis échafaudage

Bonjour,
Merci de nous faire parvenir votre devis avant vendredi.
""",
        "Pour info, tu peux répondre à ma place ?",
    ),
    Mail(
        "spanish attribution and a phone's line",
        "Marisol Cano",
        """Perfecto, mándame la factura a nombre de la asociación.

Enviado desde mi iPhone

> El 4 mar 2025, a las 18:40, Rubén Tello <ruben@tello.example> escribió:
>
> ¿A nombre de quién va la factura?
""",
        "Perfecto, mándame la factura a nombre de la asociación.",
    ),
    Mail(
        "spanish attribution with the address in brackets, wrapped",
        "Inés Baró",
        """Hola Nico:

No he recibido nada. ¿Lo reenvías?

Un abrazo,
Inés

El mié, 5 mar 2025 a las 9:02, Nicolás Prat
(<nico.prat@pratyhijos.example>) escribió:

> Te mandé los planos el lunes.
""",
        "Hola Nico:\n\nNo he recibido nada. ¿Lo reenvías?",
    ),
    Mail(
        "dutch attribution, quotation without marks",
        "Joris van Dam",
        """Beste Els,

Dat is prima. Ik kom om tien uur.

Groet,
Joris

Op wo 5 mrt 2025 om 10:11 schreef Els de Bruin <els@debruin.example>:

Dag Joris,

Kun je woensdag langskomen?

Els
""",
        "Beste Els,\n\nDat is prima. Ik kom om tien uur.",
    ),
    Mail(
        "portuguese answers between the lines",
        "Rita Sequeira",
        """Olá Duarte,

Em qua., 5 de mar. de 2025 às 14:20, Duarte Pinho <duarte@pinho.example> escreveu:

> Quantas caixas queres?

Doze, se for possível.

> E para quando?

Até dia 20.

Abraço,
Rita
""",
        "Olá Duarte,\n\n\n\nDoze, se for possível.\n\n\nAté dia 20.",
    ),
    Mail(
        "italian answer below the quotation",
        "Chiara Valli",
        """Il giorno gio 6 mar 2025 alle ore 08:55 Dario Conti <dario@conti.example> ha scritto:

> Ciao Chiara,
> hai poi sentito il fornitore?
>
> Dario

Sì, stamattina. Consegna a fine mese, ma vuole metà in anticipo.

Chiara
""",
        "Sì, stamattina. Consegna a fine mese, ma vuole metà in anticipo.",
    ),
    Mail(
        "italian outlook block with stars",
        "Fabio Riva",
        """Buongiorno,
confermo l'ordine di ieri.
Cordiali saluti
Fabio Riva
Responsabile acquisti
Riva Infissi S.r.l.
Tel. 0541 555 0142

*Da:* Vendite <vendite@colori-bo.example>
*Inviato:* giovedì 6 marzo 2025 12:00
*A:* Fabio Riva <riva@riva-infissi.example>
*Oggetto:* Offerta 88/25

In allegato l'offerta.
""",
        "Buongiorno,\nconfermo l'ordine di ieri.",
    ),
    Mail(
        "swedish",
        "Kerstin Ek",
        """Hej Bo!

Det går bra på torsdag, men jag måste vara hemma till fem.

Hälsningar
Kerstin

Den tors 6 mars 2025 kl 13:37 skrev Bo Lindh <bo.lindh@lindhbygg.example>:

> Hej, kan vi ses på torsdag?
> /Bo
""",
        "Hej Bo!\n\nDet går bra på torsdag, men jag måste vara hemma till fem.",
    ),
    Mail(
        "danish outlook block",
        "Mette Krag",
        """Hej Ole

Ja tak, vi tager begge to. Hvad koster fragten?

Venlig hilsen

Mette Krag
Indkøbschef

Fra: Ole Friis <ole@friis-stole.example>
Sendt: 6. marts 2025 15:12
Til: Mette Krag <mkr@krag.example>
Emne: SV: To stole tilbage

Vi har kun to tilbage.
""",
        "Hej Ole\n\nJa tak, vi tager begge to. Hvad koster fragten?",
    ),
    Mail(
        "norwegian, date first",
        "Ingrid Moen",
        """Takk for tilbudet! Vi trenger det med mva. på egen linje.

Mvh
Ingrid

tor. 6. mars 2025 kl. 09:41 skrev Lars Vik <lars@vik-data.example>:

> Her er tilbudet.
> Lars
""",
        "Takk for tilbudet! Vi trenger det med mva. på egen linje.",
    ),
    Mail(
        "polish, wrapped before the verb",
        "Agata Zych",
        """Dzień dobry,

proszę o przesłanie umowy jeszcze raz, załącznik jest pusty.

Pozdrawiam
Agata Zych

czw., 6 mar 2025 o 10:15 Tomasz Wilk <tomasz.wilk@wilk-transport.example>
napisał(a):

> W załączniku umowa.
> Pozdrawiam, TW
""",
        "Dzień dobry,\n\nproszę o przesłanie umowy jeszcze raz, załącznik jest pusty.",
    ),
    Mail(
        "czech, wrapped",
        "Jana Malá",
        """Dobrý den,

můžeme to posunout na příští týden?

S pozdravem
Jana Malá

čt 6. 3. 2025 v 11:20 odesílatel Petr Hora <petr@hora-servis.example>
napsal:

> Platí zítřek?
""",
        "Dobrý den,\n\nmůžeme to posunout na příští týden?",
    ),
    Mail(
        "finnish",
        "Aino Salo",
        """Hei Ville,

kyllä, tulen perjantaina. Otanko avaimet mukaan?

Terveisin
Aino

to 6. maalisk. 2025 klo 14.02 Ville Harju (ville@harju.example) kirjoitti:

> Tuletko perjantaina?
""",
        "Hei Ville,\n\nkyllä, tulen perjantaina. Otanko avaimet mukaan?",
    ),
    Mail(
        "turkish, wrapped",
        "Elif Kaya",
        """Merhaba Cem,

Teklifiniz elimize ulaştı, cuma günü dönüş yapacağız.

Teşekkürler,
Elif

Cem Arslan <cem@arslanlojistik.example>, 6 Mar 2025 Per, 16:45
tarihinde şunu yazdı:

> Teklifimiz ektedir.
""",
        "Merhaba Cem,\n\nTeklifiniz elimize ulaştı, cuma günü dönüş yapacağız.",
    ),
    Mail(
        "russian, no verb in the attribution",
        "Ольга Белова",
        """Добрый день, Игорь!

Счёт оплатим завтра. Пришлите, пожалуйста, акт.

С уважением,
Ольга Белова

чт, 6 мар. 2025 г. в 17:30, Игорь Ким <igor@kim-stroy.example>:

> Напоминаю про счёт № 118.
""",
        "Добрый день, Игорь!\n\nСчёт оплатим завтра. Пришлите, пожалуйста, акт.",
    ),
    Mail(
        "japanese",
        "織田 健",
        """田中様

承知しました。資料は明日お送りします。

2025年3月6日(木) 9:12 田中 花子 <hanako@tanaka.example>:

> 織田様
> 資料をいただけますか。
""",
        "田中様\n\n承知しました。資料は明日お送りします。",
    ),
    Mail(
        "chinese outlook block with wide colons",
        "刘洋",
        """王经理，您好：

样品已经寄出，预计周五到。

发件人： 王芳 <wang.fang@huaxin.example>
发送时间： 2025年3月6日 10:24
收件人： 刘洋 <liu.yang@bohai.example>
主题： 样品

请问样品什么时候寄？
""",
        "王经理，您好：\n\n样品已经寄出，预计周五到。",
    ),
    Mail(
        "korean",
        "박지민",
        """안녕하세요,

회의는 금요일 3시로 하시죠.

2025년 3월 6일 (목) 오후 2:10, 김하늘 <haneul@kim.example>님이 작성:

> 언제 시간 되세요?
""",
        "안녕하세요,\n\n회의는 금요일 3시로 하시죠.",
    ),
    Mail(
        "hungarian and a nested quotation whose lines were wrapped",
        "Nagy Réka",
        """Szia Gábor,

igen, hétfőn jó.

Üdv,
Réka

Tóth Gábor <gabor@toth.example> ezt írta (időpont: 2025. márc. 6., Cs, 8:30):

> Szia Réka, jó a hétfő?
>
>> Mikor tudnátok átvenni a gépeket? Nekünk bármelyik nap megfelel, csak
tudjuk
>> időben.
""",
        "Szia Gábor,\n\nigen, hétfőn jó.",
    ),
    Mail(
        "interleaved answers with a signature below the last",
        "Maeve Corrigan",
        """Hi Tom,

Comments inline.

On 6 Mar 2025, at 09:10, Tom Bale <tom@bale.example> wrote:

> 1. Do we keep the old gate?

Yes, it is listed.

> 2. Who signs the permit?
> The council asked twice.

I do. It goes out today:
 - two copies to them
 - one to you

--
Maeve Corrigan
Corrigan & Daughters
""",
        (
            "Hi Tom,\n\nComments inline.\n\n\n\nYes, it is listed.\n\n\nI do. It goes out "
            "today:\n - two copies to them\n - one to you"
        ),
    ),
    Mail(
        "marks as bullets without any quotation",
        "Priya Nair",
        """Three things before Friday:

> move the tent to the upper field
> ring the caterer
> tell Ann about the dog

Can you take the second?

Priya
""",
        (
            "Three things before Friday:\n\n> move the tent to the upper field\n> ring the "
            "caterer\n> tell Ann about the dog\n\nCan you take the second?"
        ),
    ),
    Mail(
        "lines that begin like headers and attributions",
        "Gus Holt",
        """From: the middle of June we are open on Sundays, too.
On Monday Ann said that you wrote: nothing has come.
To: be decided. Date: see above.

On the other hand, Subject: "Hello" was the only mail from you.

Who is right?
Gus
""",
        (
            "From: the middle of June we are open on Sundays, too.\nOn Monday Ann said that you "
            "wrote: nothing has come.\nTo: be decided. Date: see above.\n\nOn the other hand, "
            'Subject: "Hello" was the only mail from you.\n\nWho is right?'
        ),
    ),
    Mail(
        "a poem",
        "Wren Tally",
        """For your fridge:

The kettle sings,
the cat is fed,
On Sundays
nobody wrote:
we stayed in bed.

The rain came late
From: over the hill
and stands at the gate,
it stands there still.

Wren
""",
        (
            "For your fridge:\n\nThe kettle sings,\nthe cat is fed,\nOn Sundays\nnobody wrote:\n"
            "we stayed in bed.\n\nThe rain came late\nFrom: over the hill\nand stands at the "
            "gate,\nit stands there still."
        ),
    ),
    Mail(
        "code and a prompt",
        "Odd Berg",
        """Try this, it prints nothing here:

    >>> import mailbox
    >>> len(mailbox.mbox("a.mbox"))
    0

    for key, value in rows:
        print(f"{key}: {value}")

Does it for you?

Odd
""",
        (
            "Try this, it prints nothing here:\n\n    >>> import mailbox\n    >>> "
            'len(mailbox.mbox("a.mbox"))\n    0\n\n    for key, value in rows:\n        '
            'print(f"{key}: {value}")\n\nDoes it for you?'
        ),
    ),
    Mail(
        "forwarded with a comment, then the forwarder's disclaimer",
        "Hugh Penrose",
        """Ada, one for you? She asks for a price by Friday.

Hugh

---------- Forwarded message ---------
From: Bess Marsh <bess@marshfarm.example>
Date: Thu, 6 Mar 2025 at 07:50
Subject: Hedge
To: <hugh@penrose.example>

Could you quote for 80 m of hedge?

This email is confidential and intended solely for the addressee.
""",
        "Ada, one for you? She asks for a price by Friday.",
    ),
    Mail(
        "apple mail forward in german",
        "Lotte Brandt",
        """Kennst du die?

Anfang der weitergeleiteten Nachricht:

> Von: Agentur Falk <post@falk.example>
> Betreff: Ihr Profil
> Datum: 6. März 2025 um 11:11:11 MEZ
> An: lotte@brandt.example
>
> Guten Tag Frau Brandt,
> hätten Sie Zeit?
""",
        "Kennst du die?",
    ),
    Mail(
        "a german disclaimer below a card without delimiter",
        "Dr. Uwe Kranz",
        """Sehr geehrte Frau Pohl,

das Gutachten liegt bei. Die Rechnung folgt.

Mit freundlichen Grüßen

Dr. Uwe Kranz
Sachverständiger
Kranz Gutachten GmbH
Hafenstr. 8, 20457 Hamburg
Tel. +49 40 5550142

Sitz der Gesellschaft: Hamburg, Amtsgericht Hamburg HRB 00000
Geschäftsführer: Dr. Uwe Kranz

Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat
sind, vernichten Sie bitte diese Nachricht.
""",
        "Sehr geehrte Frau Pohl,\n\ndas Gutachten liegt bei. Die Rechnung folgt.",
    ),
    Mail(
        "a french disclaimer, and english below it",
        "Noémie Aubry",
        """Je valide. On signe quand ?

Noémie Aubry
Directrice juridique | Aubry & Fils SAS

Ce message et ses pièces jointes sont strictement confidentiels et réservés à leur
destinataire. Si vous avez reçu ce message par erreur, merci de le détruire.

This message and its attachments are confidential and intended solely for the addressee.
If you have received this message in error, please delete it.
""",
        "Je valide. On signe quand ?",
    ),
    Mail(
        "a gateway's banner, a phone's line in danish",
        "Jeppe Lund",
        """CAUTION: This email originated from outside of the organisation. Do not click links.

Kan du ringe mig i dag?

Sendt fra min iPhone

Den 6. mar. 2025 kl. 07.45 skrev Freja Holm <freja@holm.example>:

Hvornår kan vi tale sammen?
""",
        "Kan du ringe mig i dag?",
    ),
    Mail(
        "outlook on a phone: device line above a rule and block",
        "Ruth Okello",
        """Agreed. Send it.

Get Outlook for iOS<https://aka.example/o0ukef>
________________________________
From: Noel Webb <noel@webbco.example>
Sent: Thursday, March 6, 2025 6:12:44 PM
To: Ruth Okello <ruth@okello.example>
Subject: Re: draft 3

Is draft 3 final?
""",
        "Agreed. Send it.",
    ),
    Mail(
        "a card without delimiter below lines that look like contacts",
        "Selma Wadia",
        """Hi Ines,

My new number is +44 1632 960 142, the old one dies on Friday.
Please tell Ravi (ravi@wadia.example) too.

Selma

Selma Wadia MRICS | Partner | Wadia Surveyors LLP
T 01632 960 143 | www.wadia.example
""",
        (
            "Hi Ines,\n\nMy new number is +44 1632 960 142, the old one dies on Friday.\nPlease "
            "tell Ravi (ravi@wadia.example) too."
        ),
    ),
    Mail(
        "two quotations, one below an answer",
        "Abel Cruz",
        """On Thu, Mar 6, 2025 at 8:00 AM Dot Finch <dot@finch.example> wrote:
> Shall we ask Mo?

Yes please.

On Thu, Mar 6, 2025 at 9:00 AM Mo Reyes <mo@reyes.example> wrote:
> I can do Monday.

Monday it is, then.
""",
        "Yes please.\n\n\nMonday it is, then.",
    ),
    Mail(
        "gmail's quotation in a language that is not known",
        "Saoirse Daly",
        """<div dir="ltr">Grand so, <b>Tuesday</b> it is.<div><br></div><div>Will you bring
the map?</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Iar
Dé, 6 Már 2025 ag 10:10, do scríobh Cian Roe &lt;<a
href="mailto:cian@roe.example">cian@roe.example</a>&gt;:<br></div><blockquote
class="gmail_quote" style="margin:0 0 0 .8ex"><div>Tuesday?</div></blockquote></div>""",
        "Grand so, Tuesday it is.\n\nWill you bring the map?",
        html=True,
    ),
    Mail(
        "outlook's answer in html, in a language that is not known",
        "Liis Saar",
        """<html><head><style>p.MsoNormal {margin:0cm}</style></head><body><div
class="WordSection1"><p class="MsoNormal">Tere!</p><p
class="MsoNormal">&nbsp;</p><p class="MsoNormal">Jah, reedel sobib.</p><p
class="MsoNormal">&nbsp;</p><div style="border:none;border-top:solid #E1E1E1
1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Nork:</b> Mart Kask
&lt;mart@kask.example&gt;<br><b>Bidaltze-data:</b> osteguna, 2025(e)ko martxoaren
6(a) 12:00<br><b>Nori:</b> Liis Saar<br><b>Gaia:</b> Reede</p></div><p
class="MsoNormal">Kas reede sobib?</p></div></body></html>""",
        "Tere!\n\nJah, reedel sobib.",
        html=True,
    ),
    Mail(
        "outlook on the web, known block",
        "Tess Amara",
        """<div>Thanks, I have paid it.</div><div id="appendonsend"></div><hr
style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font
face="Calibri"><b>From:</b> Accounts &lt;accounts@fenwick.example&gt;<br><b>Sent:</b>
06 March 2025 13:00<br><b>To:</b> Tess Amara
&lt;tess@amara.example&gt;<br><b>Subject:</b> Invoice 12</font></div><div><p>Please
pay invoice 12.</p></div>""",
        "Thanks, I have paid it.",
        html=True,
    ),
    Mail(
        "a blockquote of the author's own choice in html",
        "Ned Frost",
        """<div>As Ada always said:</div><blockquote class="gmail_quote"><div>Wet paint
waits.</div></blockquote><div>So shall we wait until May?</div>""",
        "As Ada always said:\nSo shall we wait until May?",
        html=True,
    ),
    Mail(
        "a signature that html marks, with a motto",
        "Bram Kuyper",
        """<div dir="ltr">Can you resend page 4?<br clear="all"><div><br></div>-- <br><div
class="gmail_signature" data-smartmail="gmail_signature"><div
dir="ltr">Bram<br>measure twice, sleep once</div></div></div>""",
        "Can you resend page 4?",
        html=True,
    ),
    Mail(
        "an unsigned letter with its own heading",
        "Rosa Lindqvist",
        """From: Rosa Lindqvist, Treasurer
To: All members
Subject: Fees

The fees for 2025 are due on 1 April. Who pays in cash, please tell me.
""",
        "The fees for 2025 are due on 1 April. Who pays in cash, please tell me.",
    ),
    Mail(
        "a lower-case name below a sign-off",
        "",
        """could you look at the shed this week? it leaks again

cheers,

bob tarrant
""",
        "could you look at the shed this week? it leaks again",
    ),
    Mail(
        "kisses, and a nickname in front of them",
        "Beatrice Lowe",
        """Come on Saturday, bring the boys. Is seven too late?
Bea xx
""",
        "Come on Saturday, bring the boys. Is seven too late?",
    ),
    Mail(
        "a quotation whose soft line breaks were never decoded",
        "Ivo Marek",
        """Fine by me.

On Thu, Mar 6, 2025 at 12:53=E2=80=AFPM Cora Hale <cora@hale.example> w=
rote:

> Shall we use the larger room, as there are going to be more of us than w=
e
> thought?
""",
        "Fine by me.",
    ),
]


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_own_words(mail: Mail) -> None:
    text = html_to_text(mail.text) if mail.html else mail.text
    assert split_body(text, author=mail.author).own == mail.own
