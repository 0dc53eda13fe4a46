from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.automatic import automatic_reason
from inboxnet.message.body import split_body
from inboxnet.message.header_traits import header_traits
from inboxnet.message.model import Address
from inboxnet.message.phrases import PhraseIndex
from inboxnet.message.sender_kind import (
    is_generated,
    looks_personal,
    named_at_own_domain,
    names_organization,
    relayed_by_own_domain,
    sender_kind_hint,
)
from inboxnet.message.vocabulary import read_vocabulary

KINDS = {"auto-reply", "bounce", "calendar", "receipt", "bulk", "notification", "no-reply"}
MAILS = [
    json.loads(line)
    for line in Path(__file__)
    .with_name("automatic_mails.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
KIM = Address("kim.doe@acme.example", "Kim Doe")


def reason(
    *,
    subject: str = "The plan",
    text: str = "Hi Jo, can you send me the plan?",
    author: Address | None = KIM,
    **headers: str,
) -> str | None:
    fields = {name.replace("_", "-"): (value,) for name, value in headers.items()}
    return automatic_reason(
        fields,
        author=author,
        subject=subject,
        text=text,
        body=split_body(text, author=author.display_name if author else ""),
        traits=frozenset(header_traits(fields)),
    )


def _personal(text: str) -> set[str]:
    return PhraseIndex({"personal-texts": read_vocabulary("automatic")["personal-texts"]}).search(
        text
    )


def kind(found: str | None) -> str | None:
    return found.partition(":")[0] if found else None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"auto_submitted": "auto-replied"}, "auto-reply"),
        ({"auto_submitted": "Auto-Replied; owner-email=x"}, "auto-reply"),
        ({"auto_submitted": "auto-generated"}, "notification"),
        ({"x_autoreply": "yes"}, "auto-reply"),
        ({"x_autorespond": "re: plan"}, "auto-reply"),
        ({"precedence": "auto_reply"}, "auto-reply"),
        ({"content_type": 'multipart/report; report-type="delivery-status"'}, "bounce"),
        ({"content_type": "multipart/report; report-type=disposition-notification"}, "receipt"),
        ({"content_type": "text/calendar; method=REPLY"}, "calendar"),
        ({"content_class": "urn:content-classes:calendarmessage"}, "calendar"),
        ({"x_failed_recipients": "a@b.example"}, "bounce"),
        ({"x_github_reason": "mention"}, "notification"),
    ],
)
def test_fields_that_decide(headers: dict[str, str], expected: str) -> None:
    assert kind(reason(**headers)) == expected


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"auto_submitted": "no"},
        {"precedence": "list"},
        {"precedence": "normal"},
        {"precedence": "bulk"},
        {"precedence": "junk"},
        {"x_auto_response_suppress": "All"},
        {"x_auto_response_suppress": "DR, RN, NRN, OOF", "x_priority": "1"},
        {"list_unsubscribe": "<mailto:stop@acme.example>"},
        {
            "list_unsubscribe": "<https://o.example/u>",
            "list_unsubscribe_post": "x",
            "x_sg_eid": "1",
        },
        {
            "list_id": "<users.lists.example>",
            "list_post": "<mailto:users@lists.example>",
            "list_unsubscribe": "<mailto:leave@lists.example>",
            "precedence": "bulk",
        },
        {"return_path": "<kim.doe@acme.example>", "reply_to": "jo@roe.example"},
        {"x_mailer": "PHPMailer 6.9"},
        {"content_type": "multipart/mixed"},
    ],
)
def test_people_write_with_such_fields(headers: dict[str, str]) -> None:
    assert reason(**headers) is None


def test_an_agents_answer_through_a_ticket_system_is_a_persons() -> None:
    fields = {
        "auto_submitted": "auto-generated",
        "x_zendesk_from_account_id": "1",
        "in_reply_to": "<a@b.example>",
    }
    assert reason(author=Address("support@acme.example", "Kim (Acme)"), **fields) is None
    fields.pop("in_reply_to")
    assert kind(reason(author=Address("support@acme.example", "Acme"), **fields)) == "notification"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Address("noreply@acme.example", "Acme"), "no-reply"),
        (Address("careers-no-reply@acme.example", "Acme"), "no-reply"),
        (Address("do_not_reply@acme.example"), "no-reply"),
        (Address("nepasrepondre@acme.example"), "no-reply"),
        (Address("ne-pas-repondre@acme.example"), "no-reply"),
        (Address("keine-antwort@acme.example"), "no-reply"),
        (Address("no-responder@acme.example"), "no-reply"),
        (Address("nonrispondere@acme.example"), "no-reply"),
        (Address("naoresponda@acme.example"), "no-reply"),
        (Address("geen-antwoord@acme.example"), "no-reply"),
        (Address("notifications@acme.example", "Kim Doe"), "notification"),
        (Address("alerts@acme.example"), "notification"),
        (Address("messages-noreply@net.example", "Kim Doe via Net"), "no-reply"),
        (Address("invitations@net.example", "Kim Doe via Net"), "notification"),
        (Address("mailer-daemon@acme.example"), "bounce"),
    ],
)
def test_senders_that_nobody_answers_from(author: Address, expected: str) -> None:
    found = reason(author=author, text="Your statement is ready.")
    assert kind(found) in {expected, "notification"}
    assert found is not None


def test_a_form_that_writes_for_a_person() -> None:
    form = Address("noreply@forms.example", "Kim Doe")
    assert reason(author=form, reply_to="Kim Doe <kim.doe@acme.example>") is None
    assert reason(author=form, reply_to="service@forms.example") is not None


OUT_OF_OFFICE = [
    ("Automatic reply: The plan", "I am out of the office until Monday."),
    ("Out of office: The plan", "I'm on annual leave until 4 May. In urgent cases call Jo."),
    ("Automatische Antwort: Plan", "Ich bin bis zum 4. Mai nicht im Büro."),
    ("Abwesenheitsnotiz: Plan", "Ich bin im Urlaub."),
    ("Abwesend: Plan", "Vielen Dank für Ihre Nachricht. Ich bin bis zum 4. Mai im Urlaub."),
    ("Réponse automatique : Plan", "Je suis absent du bureau jusqu'au 4 mai."),
    ("Absence : Re: plan", "En congé jusqu'au 4 mai. En mon absence, veuillez contacter Jo."),
    ("Respuesta automática: Plan", "Estoy de vacaciones hasta el 4 de mayo."),
    ("Fuera de la oficina", "Gracias por su mensaje. Estaré ausente hasta el 4 de mayo."),
    ("Risposta automatica: Piano", "Sono assente fino al 4 maggio."),
    ("Automatisch antwoord: Plan", "Ik ben niet op kantoor."),
    ("Resposta automática: Plano", "Estou de férias até dia 4."),
    ("Autosvar: Plan", "Jag är inte på kontoret."),
    ("Automatisk svar: Plan", "Jeg er på ferie."),
    ("Automaattinen vastaus: Suunnitelma", "Olen lomalla."),
    ("Odpowiedź automatyczna: Plan", "Jestem na urlopie."),
    ("Автоматический ответ: План", "Я в отпуске до 4 мая."),
    ("Automatická odpověď: Plán", "Jsem na dovolené."),
    ("自動応答: 計画", "不在にしております。"),
    ("自动回复: 计划", "我正在休假。"),
    (
        "Re: The plan",
        (
            "Thank you for your email. I am out of the office until 4 May. In urgent cases "
            "please contact Jo."
        ),
    ),
    (
        "AW: Plan",
        (
            "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und ab dem 4. Mai wieder "
            "erreichbar. In dringenden Fällen wenden Sie sich an Jo."
        ),
    ),
    ("Re: Plan", "This is an automatic reply. I am on leave."),
]


@pytest.mark.parametrize(("subject", "text"), OUT_OF_OFFICE)
def test_out_of_office_without_header_fields(subject: str, text: str) -> None:
    assert kind(reason(subject=subject, text=text)) == "auto-reply"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Automatic reply: The plan", "Ah, enjoy! Talk when you are back."),
        (
            "Out of office next week",
            "Hi team, I'm on holiday from Monday, Jo covers for me. Anything you need before?",
        ),
        ("Re: call", "I'm out of the office until Thursday, could we talk on Friday?"),
        ("Urlaub", "Hallo Jo, ich bin ab Montag im Urlaub. Kannst du den Plan übernehmen?"),
        ("Ferien", "Thanks for your message. Friday works for me, I am back on Thursday."),
        ("Re: Plan", "Merci pour votre message. Je suis en vacances, mais je regarde demain."),
        (
            "Undeliverable promises",
            "Jo, the parcel could not be delivered today. Are you at home tomorrow?",
        ),
        (
            "Invitation: dinner on Friday",
            (
                "We would love to have you and Sam for dinner on Friday, please bring nothing "
                "but your appetite."
            ),
        ),
        (
            "Read: this book",
            "You will like it, chapter four is about your mother's village and the old mill.",
        ),
        (
            "Accepted: paper 12",
            (
                "Dear Jo, I am happy to say that the committee took your paper. "
                "Congratulations from all of us!"
            ),
        ),
        (
            "Newsletter",
            (
                "Kim, shall we put the bake sale into the newsletter? How do people "
                "unsubscribe from it?"
            ),
        ),
        ("Delivery", "Please do not worry, I will tell them that the address does not exist."),
        ("", ""),
    ],
)
def test_people_write_such_things(subject: str, text: str) -> None:
    assert reason(subject=subject, text=text) is None


QUOTE = (
    "\n\n-----Original Message-----\nFrom: Jo Roe <jo@roe.example>\n"
    "Sent: Monday, May 4, 2026 9:00 AM\nTo: Kim Doe\nSubject: Thursday\n\nIs Thursday good?"
)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Re: jeudi",
            (
                "Merci pour votre message. J'étais en congés, de retour aujourd'hui. C'est "
                "d'accord pour jeudi. Kim"
            ),
        ),
        ("Re: call", "Thanks for your email. I'm on vacation until Monday, let's talk then."),
        (
            "Re: Thursday",
            f"Sorry, I was on sick leave until yesterday. Thursday at ten works.{QUOTE}",
        ),
        (
            "Re: Thursday",
            (
                "Thanks for your email. I am on leave until 8 May, please contact Jo at once."
                f"{QUOTE}"
            ),
        ),
        (
            "AW: Vertrag",
            (
                "vielen Dank für deine Mail. Ich war im Urlaub und bin seit gestern zurück. Der "
                "Vertrag ist in Ordnung."
            ),
        ),
        (
            "AW: Vertrag",
            (
                "Vielen Dank für Ihre Mail. Ich war bis zum 4. Mai im Urlaub. Der Vertrag ist "
                "dringend, ich schicke ihn heute."
            ),
        ),
        (
            "Out of office next week",
            (
                "Just so you know, I am on leave from Monday, back on Friday. Please contact Bob "
                "in the meantime."
            ),
        ),
        (
            "Urlaub im Mai",
            "Danke für deine Mail. Dein Urlaub vom 4. bis zum 12. Mai ist genehmigt. Kim",
        ),
        (
            "Semester dates",
            (
                "Thank you for your message. The semester begins on 4 May. Please contact the "
                "registrar."
            ),
        ),
    ],
)
def test_people_who_write_of_their_absence(subject: str, text: str) -> None:
    assert reason(subject=subject, text=text) is None


@pytest.mark.parametrize("mailbox", ["info", "office"])
def test_an_office_that_is_closed_tells_by_itself(mailbox: str) -> None:
    text = "Thank you for your email. Our offices are closed, we will be back on 3 January."
    office = Address(f"{mailbox}@acme.example", "Acme")
    assert kind(reason(author=office, subject="Re: Quote", text=text)) == "auto-reply"
    assert reason(subject="Re: Quote", text=text) is None


def test_who_left_was_somewhere_before() -> None:
    text = (
        "Vielen Dank für Ihre Nachricht. Ich war bis zum 4. Mai bei Acme und bin nicht mehr "
        "im Unternehmen. Wenden Sie sich an Jo."
    )
    assert kind(reason(subject="AW: Plan", text=text)) == "auto-reply"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Invitation: my summer party",
            "Good morning all,\nyou are welcome.\nWhen: Saturday at six\nWhere: our garden",
        ),
        (
            "Einladung: Sommerfest",
            "Guten Tag zusammen,\nes ist so weit.\nWann: Samstag um sechs\nWo: im Garten",
        ),
        ("Invitation: boules", "Saturday it is.\nWhen: six\nWhere: the park\n\nKim"),
        ("Accepted: your offer", "Great, deal! Kim"),
        ("Accepted: your offer", "Kim Doe"),
        ("Declined: the loan", "Bank said no"),
        ("Cancelled: lunch", "Sorry! Kim"),
        ("Notification: office move", "FYI below."),
        ("Notification: office move", ""),
        ("Delivered: the piano", "It arrived, your message reached them"),
        ("Delivered: the piano", "The piano has been delivered.\n\nKim"),
        ("Read: the attached book", "Your message made me buy it, and it is great."),
        ("Gelesen: Ihr Bericht", "Ihre Nachricht habe ich gelesen.\n\nKim Doe"),
    ],
)
def test_people_begin_subjects_as_calendars_and_receipts_do(subject: str, text: str) -> None:
    assert reason(subject=subject, text=text) is None


HAND_MADE = "thank you for your order. The lamps come on Friday; the order number is 20871."


@pytest.mark.parametrize(
    "text",
    [
        f"Hi Jo,\n\n{HAND_MADE}\n\nBest, Kim Doe",
        f"Dear Ms Roe,\n\n{HAND_MADE}\n\nKind regards\nOswin Doe\nAcme Lamps",
    ],
)
def test_small_firms_write_by_hand(text: str) -> None:
    shop = Address("sales@acme.example", "Acme")
    assert reason(author=shop, subject="Your order 20871", text=text) is None


@pytest.mark.parametrize(
    "text",
    [
        f"Hi Jo,\n\n{HAND_MADE}\n\nThe Acme Team",
        f"Hi Jo,\n\n{HAND_MADE}\n\nKind regards\nCustomer Care",
        f"Hi Jo,\n\n{HAND_MADE}\n\nKind regards\nAcme Lamps",
        f"Hi Jo,\n\n{HAND_MADE}\n\nKind regards\nYour Lamp-Shop",
        f"Hi Jo,\n\n{HAND_MADE}\n\nKind regards\nLamp Hiring-Team",
        "Hi Bill, thank you for your order. The lamps come on Friday; the order number is 20871.",
        f"{HAND_MADE}\n\nBest, Kim Doe",
        f"Hi Jo,\n\n{HAND_MADE}\n\nBest, Kim Doe\n\nThis is an automated message.",
    ],
)
def test_templates_of_firms_are_no_letters(text: str) -> None:
    shop = Address("sales@acme.example", "Acme")
    assert kind(reason(author=shop, subject="Your order 20871", text=text)) == "notification"


def test_a_painters_invoice() -> None:
    text = (
        "Sehr geehrter Herr Jo,\n\nanbei Ihre Rechnung für das Treppenhaus. Die Summe überweisen "
        "Sie bitte bis Ende Mai.\n\nMit freundlichen Grüßen\nKim Doe\nMaler Doe GmbH"
    )
    painter = Address("buero@malerdoe.example", "Maler Doe GmbH")
    assert reason(author=painter, subject="Rechnung 20871", text=text) is None


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("nmailer@corp.example", "Norman Mailer", None),
        ("daily@corp.example", "Gretchen Daily", None),
        ("bot@familiebot.example", "Hans Bot", None),
        ("jenkins@acme.example", "Kim Jenkins", None),
        ("ana.sales@empresa.example", "Ana Sales", None),
        ("asales@empresa.example", "Ana Sales", None),
        ("ar.rahman@music.example", "", None),
        ("nmailer@corp.example", "", "automated"),
        ("daily@acme.example", "Acme Daily", "automated"),
        ("daily@acme.example", "The Daily", "automated"),
        ("bot@acme.example", "Build Bot", "automated"),
        ("bot@acme.example", "Kim Doe", "automated"),
        ("ana.sales@empresa.example", "", "role"),
        ("acme.sales@acme.example", "Acme Sales", "role"),
        ("hr.team@acme.example", "", "role"),
        ("hr-berlin@acme.example", "", "role"),
    ],
)
def test_words_of_machines_that_are_family_names(
    address: str, name: str, expected: str | None
) -> None:
    assert sender_kind_hint(Address(address, name)) == expected
    if expected is None:
        assert reason(author=Address(address, name), text="The plan is done.") is None


@pytest.mark.parametrize("name", ["automatic", "signature"])
def test_no_list_has_an_entry_twice(name: str) -> None:
    for section, entries in read_vocabulary(name).items():
        assert len(entries) == len(set(entries)), section


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("notice-texts", "Please write this down", False),
        ("absence-texts", "upon leave-taking", False),
        ("return-texts", "any feedback on it", False),
        ("notice-details", "review documents", False),
        ("absence-texts", "Je suis absente", True),
        ("generated-texts", "automatisch generierte Nachricht", True),
        ("thanks-texts", "vielen Dank für Ihren Besuch", True),
    ],
)
def test_phrases_are_whole_words(section: str, text: str, *, expected: bool) -> None:
    index = PhraseIndex({section: read_vocabulary("automatic")[section]})
    assert bool(index.search(text)) is expected


def test_an_address_in_a_domain_io_is_no_word_of_a_person() -> None:
    text = f"{NOTICE} https://signwell.io/d"
    assert kind(reason(author=SIGNWELL, subject="Lease", text=text)) == "notification"
    assert "personal-texts" not in _personal(text)
    assert "personal-texts" in _personal("Va bene, io ci sono.")


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Accepted: Planning", "", "calendar"),
        ("Zugesagt: Planung", "", "calendar"),
        ("Accepté : Point", "", "calendar"),
        ("Aceptado: Reunión", "", "calendar"),
        ("Declined: Planning", "Kim Doe has declined this invitation.", "calendar"),
        (
            "Invitation: Planning @ Mon 5 May",
            "Planning\nWhen: Mon 5 May\nInvitation from Google Calendar",
            "calendar",
        ),
        ("Canceled: Planning", "", "calendar"),
        (
            "Read: The plan",
            "Your message\n  To: Kim\n  Subject: The plan\nwas read on Monday.",
            "receipt",
        ),
        ("Gelesen: Plan", "", "receipt"),
        (
            "Gelesen: Plan",
            "Ihre Nachricht\n\n   An: Kim Doe\n   Betreff: Plan\n\nwurde am Montag gelesen.",
            "receipt",
        ),
    ],
)
def test_calendar_and_receipts_without_header_fields(
    subject: str, text: str, expected: str
) -> None:
    assert kind(reason(subject=subject, text=text)) == expected


@pytest.mark.parametrize(
    ("author", "subject", "text"),
    [
        (
            "postmaster@acme.example",
            "Undeliverable: The plan",
            "Delivery has failed to these recipients: x@y.example",
        ),
        ("mailer-daemon@acme.example", "Mail delivery failed", "x"),
        (
            "mail@acme.example",
            "Undelivered Mail Returned to Sender",
            "Your message could not be delivered. 550 5.1.1 user unknown",
        ),
        (
            "postmaster@acme.example",
            "Unzustellbar: Plan",
            "Die Nachricht konnte nicht zugestellt werden.",
        ),
        ("postmaster@acme.example", "Non remis : Plan", "Votre message n'a pas été remis."),
    ],
)
def test_bounces_without_header_fields(author: str, subject: str, text: str) -> None:
    assert kind(reason(author=Address(author), subject=subject, text=text)) == "bounce"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Delivery failure at the Leeds depot",
            "The delivery failed again. Could you call the depot?",
        ),
        ("Undeliverable: parcel 12", "The parcel could not be delivered. Shall we send it again?"),
        ("Undelivered Mail Returned to Sender", "Your mail was undeliverable, what is wrong?"),
    ],
)
def test_a_person_who_writes_of_failed_deliveries(subject: str, text: str) -> None:
    assert reason(subject=subject, text=text) is None
    assert kind(reason(subject=subject, text=text, return_path="<>")) == "bounce"
    exchange = Address("microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@acme.example")
    assert kind(reason(author=exchange, subject=subject, text=text)) == "bounce"


def test_a_person_may_be_postmaster() -> None:
    author = Address("postmaster@acme.example", "Kim Doe")
    assert reason(author=author, text="Hi Jo, I have raised your quota. Better now?") is None


@pytest.mark.parametrize(
    ("author", "text", "headers"),
    [
        (
            Address("hello@news.example", "The Dispatch"),
            "In this issue: plans.\nUnsubscribe",
            {"list_unsubscribe": "<https://n.example/u>", "feedback_id": "1:2:3"},
        ),
        (
            Address("events@chamber.example", "Chamber of Trade"),
            "Join us on the 19th.",
            {"list_unsubscribe": "<https://c.example/u>", "list_id": "<events.chamber.example>"},
        ),
        (
            Address("kim@letter.example", "Kim Doe"),
            "A letter to all of you. Unsubscribe",
            {
                "list_unsubscribe": "<https://l.example/u>",
                "list_unsubscribe_post": "List-Unsubscribe=One-Click",
                "list_id": "<kim.letter.example>",
                "feedback_id": "x",
            },
        ),
    ],
)
def test_newsletters(author: Address, text: str, headers: dict[str, str]) -> None:
    assert kind(reason(author=author, text=text, **headers)) == "bulk"


@pytest.mark.parametrize("mail", MAILS, ids=[mail["subject"] or "-" for mail in MAILS])
def test_who_wrote_invented_mail(mail: dict[str, Any]) -> None:
    found = reason(
        author=Address(mail["address"], mail["name"]),
        subject=mail["subject"],
        text=mail["text"],
        **{name.replace("-", "_"): value for name, value in mail["headers"].items()},
    )
    assert (kind(found) or "human") in mail["kinds"]


@pytest.mark.parametrize("mail", MAILS, ids=[mail["subject"] or "-" for mail in MAILS])
def test_a_forwarded_or_quoted_machine_is_no_sender(mail: dict[str, Any]) -> None:
    forwarded = (
        "Jo, what is this? Shall I answer?\nKim\n\n-----Original Message-----\n"
        f"From: {mail['name']} <{mail['address']}>\nSent: Monday, May 4, 2026 9:00 AM\n"
        f"To: Kim Doe\nSubject: {mail['subject']}\n\n{mail['text']}"
    )
    assert reason(subject=f"FW: {mail['subject']}", text=forwarded) is None


def test_bulk_precedence_from_a_firm() -> None:
    shop = Address("news@shop.example", "Shop News")
    assert kind(reason(author=shop, text="Tents are 10 % off.", precedence="bulk")) == "bulk"


def test_the_reason_names_the_strongest_sign() -> None:
    assert reason(auto_submitted="auto-generated", x_priority="1") == "notification: Auto-Submitted"
    found = reason(
        author=Address("events@chamber.example", "Chamber"),
        list_unsubscribe="<https://c.example/u>",
        list_id="<events.chamber.example>",
    )
    assert found is not None
    assert "List-Unsubscribe" in found


@pytest.mark.parametrize(
    ("address", "name", "personal", "organization"),
    [
        ("kim.doe@acme.example", "Kim Doe", True, False),
        ("kdoe@acme.example", "Doe, Kim", True, False),
        ("kd@acme.example", "Kim Doe", True, False),
        ("martin@martinbauer.example", "Martin Bauer", True, False),
        ("daniel@okafor-studio.example", "Daniel Okafor", True, False),
        ("kim.doe@acme.example", "", True, False),
        ("cdelarosa@acme.example", "", False, False),
        ("kd77@acme.example", "Kim Doe", False, False),
        ("kim@acme.example", "Kim", False, False),
        ("offers@m.sharpthings.example", "Sharp Things", False, True),
        ("457.61@1.acmeexpress.example", "Acme Express", False, True),
        ("info@acme.example", "Acme", False, True),
        ("hello@dispatch.example", "The Dispatch", False, True),
        ("kim@acme.example", "Acme.com Editors", False, True),
        ("support@acme.example", "Acme Support", False, True),
        ("post@muellerbau.example", "Müller Bau", False, True),
        ("liaison@ecolesconnect.example", "Écoles Connect", False, True),
        ("mueller@muellerbau.example", "Kim Müller", True, False),
        ("kim@acmeweekly.example", "Kim from Acme Weekly", False, True),
        ("sign@signwell.example", "Kim Doe via Signwell", False, True),
        ("", "", False, False),
    ],
)
def test_names_of_people_and_firms(
    address: str, name: str, *, personal: bool, organization: bool
) -> None:
    sender = Address(address, name)
    assert looks_personal(sender) is personal
    assert names_organization(sender) is organization


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("sign@signwell.example", "Kim Doe via Signwell", "Kim Doe"),
        ("sign@signwell.example", "Kim Doe (via Signwell)", "Kim Doe"),
        ("post@mail.bürobote.example", "Kim Doe über Bürobote", "Kim Doe"),
        ("post@buerobote.example", "Kim Doe über Bürobote", "Kim Doe"),
        ("firmas@firma-ya.example", "Ana Paz a través de Firma Ya", "Ana Paz"),
        ("kim@acme.example", "Kim Doe via Signwell", ""),
        ("kim@acme.example", "Kim Doe (Acme)", ""),
        ("via@via.example", "Via", ""),
        ("", "", ""),
    ],
)
def test_relays_that_name_who_asked_them(address: str, name: str, expected: str) -> None:
    assert relayed_by_own_domain(Address(address, name)) == expected


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("kim@acmeweekly.example", "Kim from Acme Weekly", True),
        ("kim@go.acmeweekly.example", "Kim Doe, Acme Weekly", True),
        ("kim@gevelpost.example", "Kim van Gevelpost", True),
        ("kim@kuechenbrief.example", "Kim vom Küchenbrief", True),
        ("kim@acmeweekly.example", "Kim Doe", False),
        ("jan@dijk.example", "Jan van Dijk", False),
        ("jan@vandijken.example", "Jan van Dijken", False),
        ("kim@roe.example", "Kim from Acme Weekly", False),
    ],
)
def test_people_named_with_their_publication(address: str, name: str, *, expected: bool) -> None:
    assert named_at_own_domain(Address(address, name)) is expected


SIGNWELL = Address("documents@signwell.example", "Signwell")
NOTICE = "Kim Doe has shared a folder with you."


def test_a_relay_tells_what_somebody_did() -> None:
    relay = Address("documents@signwell.example", "Kim Doe via Signwell")
    assert kind(reason(author=relay, subject="Lease", text=NOTICE)) == "notification"
    assert reason(author=KIM, subject="Lease", text=NOTICE) is None


def test_a_mailing_list_writes_via_its_own_name_too() -> None:
    sender = Address("plans@townplans.example", "Kim Doe via Townplans")
    text = "The trip on 10 October goes to Ghent. Order 20871 is for the bus."
    assert kind(reason(author=sender, subject="[plans] Trip", text=text)) == "notification"
    fields = {"list_id": "<plans.example>", "list_post": "<mailto:plans@townplans.example>"}
    assert reason(author=sender, subject="[plans] Trip", text=text, **fields) is None


def test_a_mailbox_that_a_firm_shares_is_answered_by_people() -> None:
    text = "The parts for 48 213 are here.\n\nMillbrook team"
    shared = Address("accounts@millbrook.example", "Millbrook")
    assert reason(author=shared, subject="Quote 20871", text=text) is None
    task = Address("dispatches@millbrook.example", "Millbrook")
    assert kind(reason(author=task, subject="Quote 20871", text=text)) == "notification"


@pytest.mark.parametrize(
    "text",
    [
        "I have put your parcel aside, come by until six.",
        "Your parcel is here. Shall I keep it until Monday?",
        "Your parcel is here.\n\nSignwell, Kim",
    ],
)
def test_who_writes_of_himself_is_a_person(text: str) -> None:
    subject = "Your parcel is here"
    machine = "Your parcel is here.\nTrack your parcel: https://signwell.example/t"
    assert kind(reason(author=SIGNWELL, subject=subject, text=machine)) == "notification"
    shop = Address("info@signwell.example", "Signwell")
    assert reason(author=shop, subject="Parcel", text=text) is None


def test_html_alone_tells_against_a_firm() -> None:
    text = "Two trains run later today.\nDetails: https://signwell.example/d"
    assert reason(author=SIGNWELL, text=text, content_type="multipart/alternative") is None
    assert kind(reason(author=SIGNWELL, text=text, content_type="text/html")) == "notification"
    assert reason(author=KIM, text=text, content_type="text/html") is None


def test_a_template_begins_with_the_sender() -> None:
    sender = Address("kim@kilnpost.example", "Kim from Kilnpost")
    fields = {"list_unsubscribe": "<https://a.example/u>"}
    text = "Hi Jo,\n\nfive kilns and a wall.\n\nKim\n\nUnsubscribe"
    assert reason(author=sender, text=text, **fields) is None
    page = f"Kim from Kilnpost\n\n{text}"
    assert kind(reason(author=sender, text=page, **fields)) == "bulk"


@pytest.mark.parametrize(
    ("local_part", "expected"),
    [
        ("457170.61860093.2", True),
        ("r-4-728402-1640008-2-453-us2-302c5a2f", True),
        ("kim.doe.1984", False),
        ("imceanotes-kim+20doe+20+26+20sons+40acme", False),
        ("100200300", False),
        ("kim1.doe2", False),
    ],
)
def test_generated_local_parts(local_part: str, *, expected: bool) -> None:
    assert is_generated(local_part) is expected


def test_traits() -> None:
    traits = header_traits(
        {
            "list-unsubscribe": ("<https://a.example/u>",),
            "list-id": ("<a.b.example>",),
            "precedence": ("Bulk",),
            "auto-submitted": ("auto-generated",),
            "in-reply-to": ("<x@y.example>",),
            "message-id": ("<1@eu.greenhouse-mail.io>",),
            "x-mailer": ("Microsoft Outlook 16.0",),
            "x-priority": ("1 (Highest)",),
            "feedback-id": ("1",),
            "x-sg-eid": ("2",),
        }
    )
    assert traits == (
        "ats",
        "auto-submitted",
        "esp",
        "list-id",
        "list-unsubscribe",
        "mailer:outlook",
        "precedence-bulk",
        "relay",
        "reply",
        "x-priority-high",
    )
    assert header_traits({}) == ()
    assert header_traits({"auto-submitted": ("no",)}) == ()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"received": ("from mail.lever.co by mx.acme.example; x",)}, True),
        ({"received": ("from mx.acme.example by mail.lever.co; x",)}, False),
        ({"return-path": ("<bounce@us.greenhouse-mail.io>",)}, True),
        ({"dkim-signature": ("v=1; a=rsa; d=hire.lever.co; s=x; bh=greenhouse.io",)}, True),
        ({"message-id": ("<1@clever.co>",)}, False),
        ({"from": ("Kim Doe <acme+1@candidates.workablemail.com>",)}, True),
    ],
)
def test_applicant_tracking_hosts(headers: dict[str, tuple[str, ...]], *, expected: bool) -> None:
    assert ("ats" in header_traits(headers)) is expected


@pytest.mark.parametrize(
    ("mailer", "family"),
    [
        ("iPhone Mail (21A329)", "mobile"),
        ("Apple Mail (2.3774)", "apple"),
        ("Mozilla Thunderbird", "thunderbird"),
        ("Lotus Notes Release 5.0", "lotus"),
        ("PHPMailer 6.9", "script"),
        ("Zzz 1", "other"),
    ],
)
def test_mailer_families(mailer: str, family: str) -> None:
    assert header_traits({"x-mailer": (mailer,)}) == (f"mailer:{family}",)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("kim.doe@acme.example", None),
        ("kim@acme.example", None),
        ("jan.bot@acme.example", None),
        ("dominic.sale@acme.example", None),
        ("zainab.dev@acme.example", None),
        ("kapil_dev@acme.example", None),
        ("raj-dev@acme.example", None),
        ("maria_l@acme.example", None),
        ("franz_list@acme.example", None),
        ("bruno.contestabile@acme.example", None),
        ("martino.risposi@acme.example", None),
        ("adriano.respondek@acme.example", None),
        ("andrej.svarc@acme.example", None),
        ("nao.respighi@acme.example", None),
        ("norman.mailer@acme.example", None),
        ("info@acme.example", "role"),
        ("accounts@acme.example", "role"),
        ("accounts-payable@acme.example", "role"),
        ("jobs.berlin@acme.example", "role"),
        ("bewerbung@acme.example", "role"),
        ("comptabilite@acme.example", "role"),
        ("contabilidad@acme.example", "role"),
        ("boekhouding@acme.example", "role"),
        ("support+id42@acme.example", "role"),
        ("no-reply@acme.example", "automated"),
        ("jobs_noreply@acme.example", "automated"),
        ("noreply123@acme.example", "automated"),
        ("acmenoreply@acme.example", "automated"),
        ("mail.no.contestar@acme.example", "automated"),
        ("svara-ej@acme.example", "automated"),
        ("naoresponda@acme.example", "automated"),
        ("invoices@no-reply.acme.example", "automated"),
        ("newsletter@acme.example", "automated"),
        ("newsmailer@acme.example", "automated"),
        ("unsubscribe-i@acme.example", "automated"),
        ("bounces+77@acme.example", "automated"),
        ("users@lists.acme.example", "list"),
        ("python-users@acme.example", "list"),
        ("owner-talk@acme.example", "list"),
        ("x@googlegroups.com", "list"),
        ("kim@ml.example", None),
        ("", None),
        ("@", None),
    ],
)
def test_sender_kind_hint(address: str, expected: str | None) -> None:
    assert sender_kind_hint(Address(address)) == expected


@settings(deadline=None, max_examples=200)
@given(
    headers=st.dictionaries(
        st.sampled_from(
            [
                "auto-submitted",
                "precedence",
                "list-id",
                "content-type",
                "received",
                "message-id",
                "x-mailer",
                "reply-to",
                "return-path",
                "dkim-signature",
                "x-priority",
            ]
        ),
        st.lists(st.text(max_size=60), min_size=1, max_size=3).map(tuple),
    ),
    local=st.text(max_size=20),
    name=st.text(max_size=30),
    subject=st.text(max_size=60),
    text=st.text(max_size=200),
)
def test_any_header_gives_a_known_kind(
    headers: dict[str, tuple[str, ...]], local: str, name: str, subject: str, text: str
) -> None:
    author = Address(f"{local}@acme.example", name)
    traits = header_traits(headers)
    found = automatic_reason(
        headers,
        author=author,
        subject=subject,
        text=text,
        body=split_body(text, author=name),
        traits=frozenset(traits),
    )
    assert kind(found) in KINDS | {None}
    assert list(traits) == sorted(set(traits))
