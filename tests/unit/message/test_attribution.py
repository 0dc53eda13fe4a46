from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from inboxnet.message.body import split_body
from inboxnet.message.wall_time import find_wall_time

# Each names Daniel Okafor and 7 May 2025, 13:20.
ATTRIBUTIONS = """
On Wed, 7 May 2025 at 13:20, Daniel Okafor <x@y.com> wrote:
On Wed, May 7, 2025 at 1:20 PM Daniel Okafor <x@y.com> wrote:
On May 7, 2025, at 1:20 PM, Daniel Okafor <x@y.com> wrote:
On 7/5/25 13:20, Daniel Okafor wrote:
On 2025-05-07 13:20, Daniel Okafor wrote:
On 07 May 2025 13:20, "Daniel Okafor" <x@y.com> wrote:
At 01:20 PM 5/7/2025 -0700, Daniel Okafor wrote:
on 5/7/25 1:20 PM, Daniel Okafor at x@y.com wrote:
Daniel Okafor wrote on 07/05/2025 13:20:
Daniel Okafor <x@y.com> wrote on Wed, 7 May 2025 13:20:11 +0100:
2025-05-07 13:20 GMT+01:00 Daniel Okafor <x@y.com>:
Am 07.05.2025 um 13:20 schrieb Daniel Okafor:
Am Mi., 7. Mai 2025 um 13:20 Uhr schrieb Daniel Okafor <x@y.com>:
Am Mittwoch, den 07.05.2025, 13:20 +0200 schrieb Daniel Okafor:
Daniel Okafor <x@y.com> schrieb am Mi., 7. Mai 2025, 13:20:
Le mer. 7 mai 2025 à 13:20, Daniel Okafor <x@y.com> a écrit :
Le 07/05/2025 à 13:20, Daniel Okafor a écrit :
Le mercredi 7 mai 2025 à 13:20:05 UTC+2, Daniel Okafor <x@y.com> a écrit :
El mié, 7 may 2025 a las 13:20, Daniel Okafor (<x@y.com>) escribió:
El 7/5/25 a las 13:20, Daniel Okafor escribió:
Il giorno mer 7 mag 2025 alle ore 13:20 Daniel Okafor <x@y.com> ha scritto:
Il 07/05/2025 13:20, Daniel Okafor ha scritto:
Op wo 7 mei 2025 om 13:20 schreef Daniel Okafor <x@y.com>:
Op 7 mei 2025, om 13:20 heeft Daniel Okafor <x@y.com> het volgende geschreven:
Em qua., 7 de mai. de 2025 às 13:20, Daniel Okafor <x@y.com> escreveu:
Den ons 7 maj 2025 kl 13:20 skrev Daniel Okafor <x@y.com>:
Den 07.05.2025 13:20, skrev Daniel Okafor:
Den ons. 7. maj 2025 kl. 13.20 skrev Daniel Okafor <x@y.com>:
ons. 7. mai 2025 kl. 13:20 skrev Daniel Okafor <x@y.com>:
Dnia 7 maja 2025 13:20 Daniel Okafor <x@y.com> napisał(a):
śr., 7 maj 2025 o 13:20 Daniel Okafor <x@y.com> napisał(a):
W dniu 07.05.2025 o 13:20, Daniel Okafor pisze:
ср, 7 мая 2025 г. в 13:20, Daniel Okafor <x@y.com>:
7 мая 2025 г., в 13:20, Daniel Okafor <x@y.com> написал(а):
ср, 7 трав. 2025 р. о 13:20 Daniel Okafor <x@y.com> пише:
2025年5月7日(水) 13:20 Daniel Okafor <x@y.com>:
2025/05/07 13:20、Daniel Okafor <x@y.com>のメール：
Daniel Okafor <x@y.com> 于2025年5月7日周三 13:20写道：
在 2025年5月7日，13:20，Daniel Okafor <x@y.com> 写道：
2025년 5월 7일 (수) 오후 1:20, Daniel Okafor <x@y.com>님이 작성:
ke 7. toukok. 2025 klo 13.20 Daniel Okafor (x@y.com) kirjoitti:
st 7. 5. 2025 v 13:20 odesílatel Daniel Okafor <x@y.com> napsal:
Daniel Okafor <x@y.com>, 7 May 2025 Çar, 13:20 tarihinde şunu yazdı:
În mie., 7 mai 2025 la 13:20, Daniel Okafor <x@y.com> a scris:
Daniel Okafor <x@y.com> ezt írta (időpont: 2025. máj. 7., Sze, 13:20):
Στις Τετ 7 Μαΐ 2025 στις 13:20, ο χρήστης Daniel Okafor <x@y.com> έγραψε:
Pada tanggal Rab, 7 Mei 2025 pukul 13.20 Daniel Okafor <x@y.com> menulis:
Vào Th 4, 7 thg 5, 2025 vào lúc 13:20 Daniel Okafor <x@y.com> đã viết:
Daniel Okafor <x@y.com> hat am 07.05.2025 13:20 CEST geschrieben:
Am Mittwoch, 7. Mai 2025 um 13:20:11 MESZ hat Daniel Okafor <x@y.com> Folgendes geschrieben:
El dc., 7 de maig 2025 a les 13:20, Daniel Okafor (<x@y.com>) va escriure:
Wiadomość napisana przez Daniel Okafor <x@y.com> w dniu 7 maj 2025, o godz. 13:20:
На 7.05.25 г. в 13:20, Daniel Okafor написа:
Dana 7. svibnja 2025. u 13:20 Daniel Okafor <x@y.com> je napisao:
2025-05-07, tr, 13:20 Daniel Okafor <x@y.com> rašė:
""".strip().splitlines()
WITHOUT_DATE = [
    "Daniel Okafor wrote:",
    "--- Daniel Okafor <x@y.com> wrote:",
    "Quoting Daniel Okafor <x@y.com>:",
    "Zitat von Daniel Okafor <x@y.com>:",
]
# Their dates or their verbs are not known: a clock, a year and an address tell.
OF_ANY_LANGUAGE = """
เมื่อ พ. 7 พ.ค. 2025 เวลา 13:20 Daniel Okafor <x@y.com> เขียนว่า:
Iar Dé, 7 Már 2025 ag 13:20, do scríobh Daniel Okafor <x@y.com>:
og. 2025(e)ko mai. 7(a) 13:20 (Daniel Okafor <x@y.com>) erabiltzaileak hau idatzi du:
kuupäeval K, 7. ??? 2025 kell 13:20 Daniel Okafor <x@y.com> kirjutas:
\u202bDaniel Okafor\u202c <\u202ax@y.com\u202c> 13:20 7 ??? 2025:\u202c
""".strip().splitlines()
SENT = datetime.fromisoformat("2025-05-07T13:20:00")


@pytest.mark.parametrize("marks", ["> ", ""])
@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_reads_who_wrote_and_when(line: str, marks: str) -> None:
    body = split_body(f"My answer.\n\n{line}\n\n{marks}What they said\n{marks}and more\n")
    assert body.own == "My answer."
    assert len(body.quoted) == 1
    block = body.quoted[0]
    assert block.author == "Daniel Okafor"
    assert block.author_address == ("x@y.com" if "@" in line else None)
    assert block.sent is not None
    assert block.sent.replace(tzinfo=None, second=0) == SENT
    assert block.opening == "what they said and more"


@pytest.mark.parametrize("marks", ["> ", ""])
@pytest.mark.parametrize("line", OF_ANY_LANGUAGE)
def test_attributions_of_any_language(line: str, marks: str) -> None:
    body = split_body(f"My answer.\n\n{line}\n\n{marks}What they said\n")
    assert body.own == "My answer."
    (block,) = body.quoted
    assert (block.author_address, block.opening) == ("x@y.com", "what they said")


@pytest.mark.parametrize("line", WITHOUT_DATE)
def test_an_attribution_without_date_needs_quotation_marks_below(line: str) -> None:
    body = split_body(f"My answer.\n\n{line}\n> What they said\n")
    assert (body.own, body.quoted[0].author) == ("My answer.", "Daniel Okafor")


@pytest.mark.parametrize(
    ("line", "at"),
    [
        (line, at)
        for line in ATTRIBUTIONS
        if line.startswith(("On ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Dnia "))
        for at in range(3, len(line.split()), 3)
    ],
)
def test_wrapped_attribution_lines_leave_nothing_behind(line: str, at: int) -> None:
    words = line.split()
    wrapped = f"{' '.join(words[:at])}\n{' '.join(words[at:])}"
    body = split_body(f"My answer.\n\n{wrapped}\n\n> What they said\n")
    assert body.own == "My answer."
    assert body.quoted[0].author == "Daniel Okafor"


def test_attribution_wrapped_over_three_lines_right_below_the_answer() -> None:
    text = (
        "Will do.\nOn Fri, Dec 16, 2011 at 12:47 PM, Corey\nDonohoe <c@d.example>\n "
        "wrote:\n\n> Hm\n"
    )
    body = split_body(text)
    assert body.own == "Will do."
    assert body.quoted[0].author_address == "c@d.example"


@pytest.mark.parametrize(
    "prose",
    [
        "As I wrote on 7 May 2025 at 13:20, we need three things:\n- a\n- b\n- c",
        "He said the following:\nno",
        "Please note the new times:\nMonday 7 May 2025 13:20\nTuesday 8 May 2025 14:20",
        "From: London\nTo: Paris\nDate: 7 May",
        "To: be discussed\nSubject: to approval",
        "From here it is easy: just turn left.",
        "The notes are here: https://a.example/b and Kim wrote: nothing.",
    ],
)
def test_prose_is_no_attribution(prose: str) -> None:
    body = split_body(prose)
    assert body.own == prose
    assert body.quoted == ()


@pytest.mark.parametrize(
    ("names", "date"),
    [
        (("From", "Sent", "To", "Subject"), "Wednesday, September 12, 2001 10:45 AM"),
        (("From", "Date", "To", "Subject"), "Wed Sep 12 10:45:59 2001"),
        (("Von", "Gesendet", "An", "Betreff"), "Mittwoch, 12. September 2001 10:45"),
        (("De", "Envoyé", "À", "Objet"), "mercredi 12 septembre 2001 10:45"),
        (("De", "Enviado", "Para", "Asunto"), "miércoles, 12 de septiembre de 2001 10:45"),
        (("Da", "Inviato", "A", "Oggetto"), "mercoledì 12 settembre 2001 10:45"),
        (("Van", "Verzonden", "Aan", "Onderwerp"), "woensdag 12 september 2001 10:45"),
        (("De", "Enviada em", "Para", "Assunto"), "quarta-feira, 12 de setembro de 2001 10:45"),
        (("Från", "Skickat", "Till", "Ämne"), "den 12 september 2001 10:45"),
        (("Fra", "Sendt", "Til", "Emne"), "12. september 2001 10:45"),
        (("Od", "Wysłano", "Do", "Temat"), "środa, 12 września 2001 10:45"),
        (("От", "Отправлено", "Кому", "Тема"), "12 сентября 2001 г. 10:45"),
        (("De la", "Trimis", "Către", "Subiect"), "miercuri, 12 septembrie 2001 10:45"),
        (("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "12. syyskuuta 2001 10.45"),
        (("Od", "Odesláno", "Komu", "Předmět"), "středa 12. září 2001 10:45"),
        (("Feladó", "Elküldve", "Címzett", "Tárgy"), "2001. szeptember 12., szerda 10:45"),
        (("Šalje", "Poslano", "Prima", "Predmet"), "srijeda, 12. rujna 2001. 10:45"),
        (("Od", "Poslano", "Za", "Zadeva"), "sreda, 12. september 2001 10:45"),
        (("От", "Изпратено", "До", "Относно"), "сряда, 12 септември 2001 г. 10:45"),
        (("Από", "Στάλθηκε", "Προς", "Θέμα"), "Τετάρτη, 12 Σεπτεμβρίου 2001 10:45 πμ"),
        (("Kimden", "Gönderildi", "Kime", "Konu"), "12 Eylül 2001 Çarşamba 10:45"),
        (("Saatja", "Saadetud", "Adressaat", "Teema"), "kolmapäev, 12. september 2001 10:45"),
        (("Frá", "Sent", "Til", "Efni"), "miðvikudagur, 12. september 2001 10:45"),
        (("보낸 사람", "보낸 날짜", "받는 사람", "제목"), "2001년 9월 12일 수요일 오전 10:45"),
        (("差出人", "送信日時", "宛先", "件名"), "2001年9月12日 10:45"),
        (("发件人", "发送时间", "收件人", "主题"), "2001年9月12日 10:45"),
        (("From", "Sent", "To", "Subject"), "09/12/2001 10:45 AM"),
        (("From", "Sent", "To", "Subject"), "2001-09-12 10:45"),
        (("From", "Sent", "To", "Subject"), "Tuesday, September  12, 2001 10:45 AM"),
    ],
)
@pytest.mark.parametrize(
    "form", ["{}: {}", "*{}:* {}", "> {}: {}", "{}:\t{}  ", "**{}:** {}", "  {}: {}", "{}：{}"]
)
def test_header_blocks_in_many_languages(names: tuple[str, ...], date: str, form: str) -> None:
    values = ("Buy, Rick [mailto:rick@e.example]", date, "Kim Doe; Jo Roe", "Books for May")
    block = "\n".join(form.format(*pair) for pair in zip(names, values, strict=True))
    body = split_body(f"Fine.\n\n{block}\n\n{'> ' if form[0] == '>' else ''}Are they done?\n")
    assert body.own == "Fine."
    (quoted,) = body.quoted
    assert quoted.author == "Buy, Rick"
    assert quoted.author_address == "rick@e.example"
    assert quoted.sent is not None
    assert quoted.sent.replace(second=0) == datetime.fromisoformat("2001-09-12T10:45:00")
    assert quoted.subject == "Books for May"
    assert quoted.opening == "are they done?"
    assert not body.forwarded


def test_a_wrapped_recipient_list_belongs_to_the_header_block() -> None:
    text = (
        "ok\n\n-----Original Message-----\nFrom: Kim Doe\nSent: 7 May 2025 13:20\n"
        "To: a@b.example;\n"
        + "c@d.example; e@f.example;\n" * 90
        + "Cc: g@h.example\nSubject: Long list\n\nHello all\n"
    )
    body = split_body(text)
    assert (body.own, body.quoted[0].subject, body.quoted[0].opening) == (
        "ok",
        "Long list",
        "hello all",
    )


@pytest.mark.parametrize(
    ("head", "author", "sent"),
    [
        ("Jeff Richter\n12/07/2000 06:31 AM", "Jeff Richter", "2000-12-07T06:31:00"),
        (
            "From:  Jeff K Richter                   12/07/2000 06:31 AM\n",
            "Jeff K Richter",
            "2000-12-07T06:31:00",
        ),
        (
            '"Richter, Jeff" <j@r.example> on 12/07/2000 06:31:09 PM',
            "Richter, Jeff",
            "2000-12-07T18:31:09",
        ),
        (
            "j@r.example on 12/07/2000 06:31:09 PM\nPlease respond to j@r.example",
            "j@r.example",
            "2000-12-07T18:31:09",
        ),
        (
            "From: Jeff Richter@ECT on 12/07/2000 06:31 AM\nSent by: Kim Doe@ECT",
            "Jeff Richter",
            "2000-12-07T06:31:00",
        ),
        ("Jeff Richter/HOU/ECT\n18/12/2000 09:10", "Jeff Richter", "2000-12-18T09:10:00"),
        (
            '"Richter, Jeff" <j@r.example> on 12/07/2000\n06:31:09 PM\nPlease respond to j@r.ex',
            "Richter, Jeff",
            "2000-12-07T18:31:09",
        ),
    ],
)
def test_lotus_notes(head: str, author: str, sent: str) -> None:
    text = (
        f"Please look.\n\n\n{head}\nTo: Kim Doe/HOU/ECT@ECT\ncc:  \n\nSubject: Gas\n\nIs it sold?\n"
    )
    body = split_body(text)
    assert body.own == "Please look."
    (quoted,) = body.quoted
    assert quoted.author == author
    assert quoted.sent is not None
    assert quoted.sent.isoformat() == sent
    assert (quoted.subject, quoted.opening) == ("Gas", "is it sold?")


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "---------- Mensaje reenviado ---------",
        "---------- Messaggio inoltrato ---------",
        "---------- Doorgestuurd bericht ---------",
        "---------- Mensagem encaminhada ---------",
        "---------- Wiadomość przekazana ---------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "Début du message réexpédié :",
        (
            "---------------------- Forwarded by Kim Doe/HOU/ECT on 01/18/2001 06:13 \nPM "
            "---------------------------"
        ),
    ],
)
def test_forwarded_text_is_not_own(marker: str) -> None:
    text = (
        f"For you.\n\n{marker}\nFrom: Jo Roe <jo@roe.example>\nDate: Wed, 7 May 2025 at "
        f"13:20\nSubject: News\nTo: <kim@doe.example>\n\nBig news\n"
    )
    body = split_body(text)
    assert body.forwarded
    assert body.own == "For you."
    (quoted,) = body.quoted
    assert (quoted.author, quoted.author_address) == ("Jo Roe", "jo@roe.example")
    assert quoted.sent == SENT
    assert (quoted.subject, quoted.opening) == ("News", "big news")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 May 2025 13:20", SENT),
        ("05/07/2025 01:20 PM", SENT),
        ("07/05/2025 13:20", SENT),
        ("5/13/2025 13:20", SENT.replace(day=13)),
        ("7 May 2025 12:05 AM", SENT.replace(hour=0, minute=5)),
        ("7 May 2025 12:05 PM", SENT.replace(hour=12, minute=5)),
        ("7 mai 2025 13h20", SENT),
        ("07.05.25 13:20", SENT),
        ("7 May 2025 13:20 UTC", SENT.replace(tzinfo=UTC)),
        ("7 May 2025 13:20 +0530", SENT.replace(tzinfo=timezone(timedelta(hours=5, minutes=30)))),
        ("7 May 2025 13:20 (GMT-03:00)", SENT.replace(tzinfo=timezone(timedelta(hours=-3)))),
        ("31 February 2025 13:20", None),
        ("7 May 2025", None),
        ("7 May 2025 25:20", None),
        ("7 Μαΐου 2025 1:20 μ.μ.", SENT),
    ],
)
def test_wall_time(text: str, expected: datetime | None) -> None:
    written = find_wall_time(text)
    assert written is not None
    assert written.sent == expected
    assert (written.sent is None) == (expected is None)
    if expected is not None and written.sent is not None:
        assert written.sent.tzinfo == expected.tzinfo


@pytest.mark.parametrize(
    "text", ["", "no date", "call 555 0199", "May I come?", "1.2.3.4", "13:20"]
)
def test_no_wall_time(text: str) -> None:
    assert find_wall_time(text) is None
