"""Words by which machines announce themselves, in the languages of their makers.

All are lower case. Subject beginnings are compared with the subject's beginning, so that a
person's ``Re: Automatic reply: …`` is none.
"""

from __future__ import annotations

AUTO_REPLY_SUBJECTS = (
    "automatic reply", "auto-reply", "autoreply", "auto reply", "auto response", "auto-response",
    "automatic response", "automated reply", "automated response", "autoresponse", "out of office:",
    "out of office re:", "out of office autoreply", "out of the office:", "out-of-office:", "[auto-reply]",
    "[autoreply]", "(auto-reply)", "vacation reply", "vacation:", "away from my mail", "auto: ", "[auto] ",
    "automatische antwort", "abwesenheitsnotiz", "automatische abwesenheit", "abwesenheitsbenachrichtigung",
    "réponse automatique", "réponse d'absence", "message d'absence", "notification d'absence",
    "respuesta automática", "respuesta automatica", "mensaje de ausencia", "risposta automatica",
    "automatisch antwoord", "automatisch bericht", "afwezigheidsbericht", "resposta automática",
    "resposta automatica", "mensagem automática", "autosvar", "automatiskt svar", "automatisk svar", "frånvaromeddelande",
    "fraværsbesked", "fraværsmelding", "automaattinen vastaus", "automaattivastaus", "autoodpowiedź",
    "automatyczna odpowiedź", "odpowiedź automatyczna", "автоматический ответ", "автоответ",
    "automatická odpověď", "automatikus válasz", "otomatik yanıt", "otomatik cevap", "自動応答", "自動返信",
    "不在通知", "自动答复", "自动回复", "自動回覆", "자동 회신", "자동 응답", "부재중 자동", "αυτόματη απάντηση",
    "răspuns automat", "automatické odpovede", "automatická odpoveď", "автоматична відповідь", "balasan otomatis",
    "trả lời tự động", "תשובה אוטומטית", "رد تلقائي", "automatinis atsakymas", "automātiska atbilde", "automaatvastus",
    "samodejni odgovor", "automatski odgovor",
)  # fmt: skip
"""Proof by themselves."""

ABSENCE_SUBJECTS = (
    "out of office", "out of the office", "out-of-office", "ooo", "on leave", "on vacation", "on holiday", "annual leave",
    "maternity leave", "away until", "away:", "i am away", "i'm away", "abwesend", "abwesenheit", "nicht im büro", "im urlaub", "urlaub",
    "absence", "absent", "en congé", "absence du bureau", "hors du bureau", "fuera de la oficina", "ausente", "ausencia", "de vacaciones",
    "fuori sede", "fuori ufficio", "assenza", "assente", "afwezig", "niet aanwezig", "op vakantie", "ausência", "fora do escritório",
    "ausente do escritório", "de férias", "frånvaro", "frånvarande", "inte på kontoret", "ikke til stede", "fravær", "ikke på kontoret",
    "ferie", "poissa", "en ole paikalla", "lomalla", "nieobecność", "poza biurem", "нет на работе", "вне офиса", "в отпуске",
    "nepřítomnost", "mimo kancelář", "házon kívül", "ofis dışında", "不在", "外出", "休假", "부재중", "εκτός γραφείου", "plecat din birou",
)  # fmt: skip
"""Proof only with a text that says the same; people write such subjects too."""

ABSENCE_TEXTS = (
    "out of the office", "out of office", "away from the office", "away from my desk", "on annual leave", "on leave", "on vacation",
    "on holiday", "maternity leave", "parental leave", "paternity leave", "on sabbatical", "not in the office", "i am away",
    "i'm away", "i will be away", "office is closed", "our offices are closed", "currently travelling", "currently traveling", "sick leave",
    "nicht im büro", "nicht im haus", "außer haus", "im urlaub", "abwesend", "in elternzeit", "nicht erreichbar", "büro ist geschlossen",
    "bin ich wieder", "bin ab dem", "auf dienstreise", "mutterschutz", "absent du bureau", "absente du bureau", "absent jusqu", "absente jusqu",
    "suis absent", "suis actuellement absent", "en congé", "en congés", "en vacances", "hors du bureau", "en déplacement", "fuera de la oficina", "fuera de la oficina",
    "de vacaciones", "me encuentro ausente", "estaré ausente", "estoy ausente", "de baja", "fuori sede", "fuori ufficio", "sono assente",
    "sarò assente", "in ferie", "niet op kantoor", "afwezig", "met vakantie", "op vakantie", "met verlof", "niet aanwezig", "fora do escritório", "ausente do escritório",
    "de férias", "estarei ausente", "estou ausente", "inte på kontoret", "på semester", "är ledig", "föräldraledig", "tjänstledig",
    "ikke på kontoret", "på ferie", "holder ferie", "er på ferie", "har ferie", "ikke til stede", "på barsel", "en ole paikalla", "poissa toimistolta", "lomalla", "vuosilomalla",
    "poza biurem", "nieobecny", "nieobecna", "na urlopie", "przebywam na urlopie", "в отпуске", "отсутствую", "нет на рабочем месте", "вне офиса",
    "na dovolené", "mimo kancelář", "nejsem v kanceláři", "házon kívül", "szabadságon", "ofis dışında", "izindeyim", "izinde olacağım", "不在にして", "不在です",
    "休暇", "外出しております", "不在办公室", "休假", "外出", "부재중", "휴가", "εκτός γραφείου", "με άδεια", "concediu", "у відпустці", "відсутн",
)  # fmt: skip

RETURN_TEXTS = (
    "return on", "return to the office", "returning on", "returning to", "will return", "back on", "back in the office", "be back", "back at my desk",
    "until ", "upon my return", "when i return", "on my return", "when i get back", "when i'm back", "when i am back", "wieder da", "wieder erreichbar", "wieder im büro", "wieder für sie", "bis zum", "bis einschließlich",
    "nach meiner rückkehr", "zurück", "de retour", "mon retour", "jusqu'au", "jusqu’au", "regreso", "mi vuelta", "vuelvo el", "hasta el", "rientro", "rientrerò", "fino al",
    "terug op", "weer aanwezig", "tot en met", "bij terugkomst", "regresso", "retorno", "volto no", "até dia", "até ao", "tillbaka", "till och med", "åter den", "tilbage", "tilbake", "til og med",
    "takaisin", "palaan", "saakka", "asti", "wracam", "powrót", "powrocie", "до ", "вернусь", "vrátím", "zpět", "visszatérek", "dönüş", "döneceğim", "まで", "返回", "복귀", "επιστρέψω", "revin",
)  # fmt: skip

URGENT_TEXTS = (
    "urgent", "emergency", "immediate assistance", "immediate attention", "in my absence", "during my absence", "limited access", "no access", "intermittent access",
    "not be checking", "not checking", "won't be checking", "will not be reading", "mails are not forwarded", "please contact", "please call the office", "for anything",
    "dringend", "dringlich", "vertretung", "nicht weitergeleitet", "weitergeleitet", "wenden sie sich", "meine kollegin", "mein kollege", "urgence", "veuillez contacter", "merci de contacter",
    "en mon absence", "accès limité", "adressez-vous", "urgente", "urgencia", "contacte con", "contactar con", "póngase en contacto", "acceso limitado", "urgenza", "contattare", "in mia assenza", "rivolgersi",
    "spoed", "dringende", "neem contact op", "urgência", "contactar", "contacte", "contate", "entre em contato", "brådskande", "kontakta", "vid akuta", "haster", "kontakt ", "kontakte", "kiireelli", "ota yhteyttä", "pilnych", "pilne", "kontakt z",
    "proszę o kontakt", "срочн", "обращайтесь", "naléhav", "kontaktujte", "sürgős", "acil", "緊急", "お急ぎ", "紧急", "긴급", "επείγον", "urgențe", "терміново", "mails werden nicht", "e-mails werden nicht", "not monitored while",
)  # fmt: skip

THANKS_TEXTS = (
    "thank you for your email", "thank you for your e-mail", "thank you for your message", "thanks for your email", "thanks for your message", "thanks for your e-mail", "thank you for contacting", "thank you for getting in touch",
    "thank you for reaching out", "thanks for reaching out", "thanks for getting in touch", "i have received your", "we have received your", "your email has been received", "your message has been received", "your message is important",
    "vielen dank für ihre", "vielen dank für deine", "danke für ihre", "danke für deine", "vielen dank für ihr", "besten dank für ihre", "herzlichen dank für ihre", "merci pour votre m", "merci de votre m", "merci pour votre e", "votre message a bien été",
    "bien reçu votre", "gracias por su", "gracias por tu", "gracias por contactar", "hemos recibido su", "grazie per la sua", "grazie per la tua", "grazie per il", "grazie per aver", "bedankt voor je", "bedankt voor uw", "dank voor uw", "hartelijk dank voor uw", "obrigado pel",
    "obrigada pel", "obrigado por", "recebemos a sua", "tack för ditt", "tack för din", "tak for din", "takk for din", "kiitos viestistä", "kiitos sähköposti", "dziękuję za wiad", "dziękuję za mail", "dziękujemy za", "спасибо за ваше", "благодарим за", "спасибо за письмо", "děkuji za vaši", "děkuji za va",
    "köszönöm levelét", "köszönöm megkeresését", "e-postanız için teşekkür", "mesajınız için", "メールありがとう", "ご連絡ありがとう", "您好,我", "感谢您的来信", "您的邮件", "메일을 보내", "mulțumesc pentru",
)  # fmt: skip

MACHINE_TEXTS = (
    "this is an automatic reply", "this is an automated reply", "this is an automated response", "this is an auto-reply", "this is an automatic response", "this is an autoresponse", "this is an auto reply", "dies ist eine automatische antwort", "dies ist eine automatische", "automatische abwesenheits",
    "ceci est une réponse automatique", "ceci est un message automatique", "esta es una respuesta automática", "este es un mensaje automático", "questa è una risposta automatica", "questo è un messaggio automatico", "dit is een automatisch", "esta é uma resposta automática", "esta é uma mensagem automática",
    "detta är ett automatiskt", "dette er et automatisk", "tämä on automaattinen", "to jest automatyczna", "wiadomość wygenerowana automatycznie", "это автоматический ответ", "toto je automatická", "ez egy automatikus", "bu otomatik bir", "自動返信です", "自動応答です", "这是自动回复", "此邮件为自动", "자동으로 발송", "自動配信",
)  # fmt: skip

GENERATED_TEXTS = (
    "this is an automated message", "this is an automated email", "this is an automated e-mail", "this is an automatically generated", "this is an automatic message", "this is an automated notification", "this is a system generated", "this is a system-generated", "this message was automatically generated",
    "this email was automatically generated", "this message was generated automatically", "automatically generated message", "automatically generated email", "automatically generated e-mail", "generated automatically", "do not reply to this", "do not respond to this", "please do not reply", "don't reply to this", "do not answer this address",
    "replies to this email will not", "replies to this message are", "replies to this address", "mailbox is not monitored", "inbox is not monitored", "address is not monitored", "not a monitored", "unmonitored mailbox", "unmonitored inbox", "cannot receive replies", "cannot accept replies",
    "you are receiving this email because you", "you are receiving this because you", "you received this email because you", "you get this because", "manage your notification", "notification settings", "notification preferences", "reply above this line", "type your reply above",
    "automatisch generiert", "automatisch erstellt", "automatisch erzeugt", "antworten sie nicht auf diese", "bitte nicht auf diese", "bitte antworten sie nicht", "bitte nicht antworten", "nicht direkt auf diese", "automatisch versand", "message automatique", "ne pas répondre à", "ne répondez pas à", "merci de ne pas répondre",
    "généré automatiquement", "envoyé automatiquement", "no responda a este", "no responder a este", "no conteste a este", "por favor, no responda", "generado automáticamente", "enviado automáticamente", "non rispondere a questa", "non rispondere a questo", "generata automaticamente", "generato automaticamente", "si prega di non rispondere", "não responda a est",
    "não responda est", "gerada automaticamente", "enviada automaticamente", "por favor não responda", "automatisch gegenereerd", "automatisch verzonden", "niet op deze e-mail", "beantwoord deze e-mail niet", "niet te beantwoorden", "skickats automatiskt", "går inte att svara", "svara inte på detta", "kan ikke besvares", "svar ikke på denne", "automatisk generert", "automatisk genereret",
    "älä vastaa tähän", "automaattisesti", "nie odpowiadaj na", "prosimy nie odpowiadać", "prosimy o nieodpowiadanie", "wygenerowana automatycznie", "не отвечайте на это", "создано автоматически", "сформировано автоматически", "neodpovídejte na", "ne válaszoljon", "yanıtlamayınız", "cevaplamayınız", "送信専用", "返信いただいても", "自動送信", "请勿回复", "請勿回覆", "请不要回复", "회신하지", "발신전용", "발신 전용",
)  # fmt: skip

UNSUBSCRIBE_TEXTS = (
    "unsubscribe", "manage preferences", "manage your preferences", "email preferences", "update your preferences", "view in browser", "view this email in", "view online", "in this issue", "you receive this", "you're receiving this", "you are receiving this", "forward to a friend", "opt out of", "opt-out",
    "abmelden", "abbestellen", "newsletter", "im browser ansehen", "im browser anzeigen", "se désabonner", "se désinscrire", "vous désabonner", "vous désinscrire", "désinscription", "désabonnement", "voir dans le navigateur", "version en ligne", "darse de baja", "darte de baja", "cancelar la suscripción", "ver en el navegador", "baja de", "disiscriviti", "cancella iscrizione", "annulla l'iscrizione", "disiscriver",
    "visualizza nel browser", "afmelden", "uitschrijven", "bekijk in browser", "cancelar a subscrição", "cancelar inscrição", "descadastr", "avregistrera", "avsluta prenumeration", "afmeld", "avmeld", "meld deg av", "peruuta tilaus", "wypisz", "rezygnacja z subskrypcji", "отписаться", "odhlásit", "leiratkoz", "abonelikten", "配信停止", "退订", "取消订阅", "수신거부",
)  # fmt: skip

BOUNCE_SUBJECTS = (
    "undelivered mail returned to sender", "undelivered mail", "mail delivery failed", "mail delivery failure", "mail delivery subsystem", "mail delivery system", "mail delivery problem", "delivery status notification", "delivery failure", "delivery has failed", "delivery failed", "delivery report", "undeliverable", "undeliverable:", "nondeliverable mail",
    "returned mail", "failure notice", "message delivery failure", "message not delivered", "could not be delivered", "message undeliverable", "warning: could not send", "warning: message", "delayed mail", "delivery delayed", "delivery delay", "message delayed", "unzustellbar", "nicht zustellbar", "unzustellbarkeit", "zustellung fehlgeschlagen", "non remis", "non distribué", "échec de la remise",
    "notification d'état de remise", "message non distribué", "non délivrable", "échec de remise", "no se puede entregar", "no entregado", "error de entrega", "mensaje no entregado", "correo devuelto", "impossibile recapitare", "mancata consegna", "mancato recapito", "non recapitabile", "onbestelbaar", "niet bezorgd", "niet bestelbaar", "não é possível entregar", "não entregue", "falha na entrega", "falha de entrega",
    "kan inte levereras", "olevererbart", "går inte att leverera", "kan ikke leveres", "ikke levert", "ikke leveret", "ei voitu toimittaa", "niedostarczal", "nie można dostarczyć", "niedostarczone", "недоставленное", "не удалось доставить", "nedoručitelné", "kézbesíthetetlen", "teslim edilemedi", "配信不能", "配信できません", "無法傳遞", "无法送达", "未送达", "退信", "전송 실패", "배달되지 않음", "системное сообщение о недоставке",
)  # fmt: skip
BOUNCE_TEXTS = (
    "could not be delivered", "couldn't be delivered", "was not delivered", "wasn't delivered", "unable to deliver", "delivery to the following", "delivery has failed", "undeliverable", "the following address failed", "permanent fatal errors", "permanent error", "recipient address rejected", "user unknown", "mailbox unavailable", "mailbox full", "mailbox is full", "quota exceeded", "address couldn't be found",
    "address not found", "host or domain name not found", "550 5.", "554 5.", "552 5.", "status: 5.", "diagnostic-code", "action: failed", "action: delayed", "delivery failed", "no such user", "does not exist", "transcript of session follows", "recipients could not be reached", "did not reach the following recipient", "remote host said", "reporting-mta", "nicht zugestellt werden", "konnte nicht zugestellt",
    "n'a pas pu être", "n'a pas été remis", "no se pudo entregar", "no se ha podido entregar", "non è stato possibile recapitare", "non è stato recapitato", "kon niet worden bezorgd", "não pôde ser entregue", "não foi possível entregar", "kunde inte levereras", "kunne ikke leveres", "nie można dostarczyć", "не удалось доставить", "не было доставлено", "配信できませんでした", "無法傳遞", "无法送达",
)  # fmt: skip

CALENDAR_SUBJECTS = (
    "accepted:", "declined:", "tentative:", "tentatively accepted:", "maybe:", "invitation:", "updated invitation:", "invitation from", "cancelled:", "canceled:", "canceled event:", "cancelled event:", "canceled event with note:", "updated event:", "new time proposed:", "proposed new time:", "meeting forward notification:", "notification:", "accepted: ", "zugesagt:", "abgelehnt:", "mit vorbehalt:", "mit vorbehalt zugesagt:", "vorläufig zugesagt:", "angenommen:", "einladung:", "aktualisierte einladung:", "abgesagt:", "termin abgesagt:", "neue zeit vorgeschlagen:",
    "accepté :", "accepté:", "acceptée :", "refusé :", "refusé:", "décliné :", "décliné:", "provisoire :", "provisoire:", "peut-être :", "invitation :", "annulé :", "annulé:", "annulée :", "invitation mise à jour :", "aceptado:", "aceptada:", "rechazado:", "rechazada:", "provisional:", "tentativo:", "invitación:", "invitación actualizada:", "cancelado:", "cancelada:", "accettato:", "accettata:", "rifiutato:", "rifiutata:", "provvisorio:", "con riserva:", "invito:", "invito aggiornato:", "annullato:", "annullata:",
    "geaccepteerd:", "afgewezen:", "geweigerd:", "voorlopig:", "misschien:", "uitnodiging:", "geannuleerd:", "aceite:", "aceita:", "aceito:", "recusado:", "recusada:", "provisório:", "talvez:", "convite:", "convite atualizado:", "cancelado:", "accepterat:", "godkänt:", "avböjt:", "avböjd:", "tackat nej:", "preliminärt:", "inbjudan:", "inställt:", "accepteret:", "afvist:", "foreløbig:", "foreløbigt:", "invitation:", "aflyst:", "godtatt:", "akseptert:", "avslått:", "tentativt:", "invitasjon:", "avlyst:",
    "hyväksytty:", "hylätty:", "alustava:", "kutsu:", "peruutettu:", "zaakceptowano:", "zaakceptowane:", "przyjęto:", "odrzucono:", "odrzucone:", "wstępnie:", "wstępna akceptacja:", "zaproszenie:", "anulowano:", "odwołane:", "принято:", "отклонено:", "под вопросом:", "приглашение:", "отменено:", "přijato:", "odmítnuto:", "nezávazně:", "pozvánka:", "zrušeno:", "elfogadva:", "elutasítva:", "feltételes:", "meghívó:", "kabul edildi:", "reddedildi:", "geçici:", "davet:", "iptal edildi:", "承諾:", "承諾済み:", "辞退:", "仮承諾:", "招待:", "已接受:", "已拒绝:", "暂定:", "邀请:", "수락:", "거절:", "미정:", "초대:",
)  # fmt: skip
CALENDAR_TEXTS = (
    "has accepted this invitation", "has declined this invitation", "has accepted this meeting", "has declined this meeting", "has accepted your", "accepted this invitation", "has replied \"maybe\"", "invitation from google calendar", "calendar.google.com", "you have been invited to", "you have been invited by", "this event has been", "this event was", "join microsoft teams meeting", "microsoft teams meeting",
    "microsoft teams-besprechung", "réunion microsoft teams", "reunión de microsoft teams", "join zoom meeting", "zoom-meeting beitreten", "meet.google.com", "going?", "view your event at", "reply for", "organizer:", "organiser:", "when:", "wann:", "quand :", "quando:", "cuándo:", "wanneer:", "när:", "hvornår:", "når:", "kiedy:", "когда:", "日時:", "hat diese einladung angenommen", "hat diese einladung", "hat zugesagt", "a accepté cette invitation", "a accepté", "ha aceptado", "ha accettato", "heeft deze uitnodiging", "aceitou este convite", "har accepterat", "har accepteret", "har godtatt", "zaakceptował",
    "your meeting has been forwarded", "meeting forward",
)  # fmt: skip

RECEIPT_SUBJECTS = (
    "read:", "read: ", "not read:", "read receipt", "return receipt", "delivered:", "relayed:", "gelesen:", "ungelesen gelöscht:", "nicht gelesen:", "lesebestätigung", "übermittelt:", "zugestellt:", "lu :", "lu:", "non lu :", "remis :", "accusé de lecture", "accusé de réception", "leído:", "leido:", "no leído:", "entregado:", "confirmación de lectura", "acuse de recibo", "letto:", "non letto:", "recapitato:", "conferma di lettura", "ricevuta di ritorno", "gelezen:", "niet gelezen:", "bezorgd:", "leesbevestiging", "ontvangstbevestiging", "lida:", "lido:", "não lida:", "entregue:", "confirmação de leitura",
    "läst:", "oläst:", "levererat:", "läskvitto", "læst:", "leveret:", "kvittering for læsning", "lest:", "levert:", "lesebekreftelse", "luettu:", "lukukuittaus", "przeczytane:", "przeczytano:", "dostarczono:", "potwierdzenie przeczytania", "прочитано:", "доставлено:", "уведомление о прочтении", "přečteno:", "elolvasva:", "okundu:", "開封済み:", "開封確認", "已读:", "已读回执", "읽음:", "disposition notification",
)  # fmt: skip
RECEIPT_TEXTS = (
    "was read on", "was read", "your message", "was displayed", "this is a receipt", "return receipt", "has been opened", "was deleted without being read", "has been delivered", "wurde gelesen", "ihre nachricht", "wurde am", "a été lu", "votre message", "se leyó", "su mensaje", "è stato letto", "il messaggio", "is gelezen", "uw bericht", "foi lida", "foi lido", "sua mensagem", "a sua mensagem", "har lästs", "lästes", "blev læst", "ble lest", "luettiin", "zostało przeczytan", "przeczytan", "прочитано", "přečten", "elolvas", "okundu", "開封", "已读", "已阅读", "읽었",
)  # fmt: skip
