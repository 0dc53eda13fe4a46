from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.body import MAX_BLOCKS, MAX_CHARACTERS, OPENING_CHARACTERS, split_body
from inboxnet.message.model import Body

PIECES = [
    "On Wed, 7 May 2025 at 13:20, Kim Doe <k@d.example> wrote:",
    "-----Original Message-----",
    "From: Kim Doe",
    "Sent: Wednesday, May 7, 2025 1:20 PM",
    "To: Jo Roe",
    "Subject: x",
    "> quoted",
    ">> more",
    "> ",
    ">",
    "-- ",
    "Best regards,",
    "Kim",
    "Kim Doe\n12/07/2000 06:31 AM",
    "---------- Forwarded message ---------",
    "Begin forwarded message:",
    "Sent from my iPhone",
    "Can we talk?",
    "wrote:",
    "________________________________",
    "This email is confidential and intended only for the recipient.",
    "",
    "\u202f\u200b",
    "：",
    "\x00",
    "-",
]


def test_empty_text() -> None:
    assert split_body("") == Body(own="")
    assert split_body("\r\n \n\t\n") == Body(own="")


def test_an_escaped_from_line_is_no_quotation() -> None:
    assert split_body(">From work, the phone is dead. Yes?\n").own.startswith("From work")
    assert split_body("Ok\n\n> Hello\n>From Kim\n").own == "Ok"


def test_answers_between_quoted_lines_are_own_words() -> None:
    text = (
        "Hi Kim,\n\nOn Wed, 7 May 2025 at 13:20, Kim Doe <k@d.example> wrote:\n"
        "> Can you come?\n\nYes.\n\n> And bring Jo?\nNo, she is away.\n> Kim\n\nSee you\n"
    )
    body = split_body(text)
    assert body.own == "Hi Kim,\n\n\nYes.\n\nNo, she is away.\n\nSee you"
    assert [block.opening for block in body.quoted] == ["can you come? and bring jo? kim"]


def test_an_answer_below_the_quotation() -> None:
    body = split_body("> Can you come on Monday?\n> Kim\n\nI can.\n")
    assert body.own == "I can."
    (block,) = body.quoted
    assert (block.author, block.sent, block.opening) == ("", None, "can you come on monday? kim")


def test_nested_quotations_come_nearest_first() -> None:
    text = (
        "Third.\n\nOn 9 May 2025 at 09:00, Jo Roe <j@r.example> wrote:\n> Second.\n>\n"
        "> On 8 May 2025 at 08:00, Kim Doe <k@d.example> wrote:\n>> First.\n>> more\n> Jo\n"
    )
    body = split_body(text)
    assert body.own == "Third."
    assert [(block.author, block.opening) for block in body.quoted] == [
        ("Jo Roe", "second. jo"),
        ("Kim Doe", "first. more"),
    ]


def test_a_quoted_tail_that_a_mail_program_wrapped_is_not_own() -> None:
    line = "> " + "a quoted line that is as long as mail programs make them and then goes on".ljust(
        74
    )
    body = split_body(f"Yes.\n\n{line}\nto here\n> and ends\n")
    assert body.own == "Yes."


def test_an_attribution_line_may_itself_be_quoted() -> None:
    body = split_body(
        "Ok.\n\n> Am 07.05.2025 um 13:20 schrieb Kim Doe <k@d.example>:\n> \n> Hallo\n"
    )
    (block,) = body.quoted
    assert (block.author, block.opening) == ("Kim Doe", "hallo")


def test_forwarded_inside_the_quotation_is_not_forwarded_by_this_mail() -> None:
    body = split_body(
        "Ok.\n\nOn 7 May 2025 at 13:20, K D <k@d.example> wrote:\n> See\n> Begin "
        "forwarded message:\n> x\n"
    )
    assert not body.forwarded


@pytest.mark.parametrize(
    "footer",
    [
        (
            "_______________________________________________\nusers mailing "
            "list\nusers@l.example\nhttp://l.example/listinfo/users"
        ),
        (
            "This email and any attachments are confidential and intended solely for the "
            "addressee.\nIf you have received this email in error please delete it."
        ),
        (
            "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige "
            "Adressat sind, löschen Sie diese Nachricht."
        ),
        (
            "Ce message est strictement confidentiel et réservé à son destinataire. Si "
            "vous l'avez reçu ce message par erreur, supprimez ce courriel."
        ),
        (
            "Este mensaje es confidencial y contiene información confidencial para su "
            "destinatario. Antes de imprimir piense en el medio ambiente."
        ),
        "P Please consider the environment before printing this email.",
        "---\nDiese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.\nwww.avast.com",
        (
            "Esta mensagem é confidencial e destina-se exclusivamente ao destinatário. Se a "
            "recebeu por engano, por favor elimine-a."
        ),
        (
            "Detta e-postmeddelande kan innehålla konfidentiell information. Om du fått detta "
            "meddelande av misstag, kontakta avsändaren."
        ),
        (
            "Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli nie jesteś "
            "adresatem, usuń ją."
        ),
    ],
)
def test_boilerplate_is_in_no_zone(footer: str) -> None:
    body = split_body(f"Can you send the plan?\n\n{footer}\n")
    assert (body.own, body.signature) == ("Can you send the plan?", "")


def test_the_armour_of_a_signed_text_is_in_no_zone() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nCan you come?\n\nAnd Jo?\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n=AbCd\n-----END PGP SIGNATURE-----\n"
    )
    body = split_body(text)
    assert (body.own, body.signature) == ("Can you come?\n\nAnd Jo?", "")


def test_a_gateways_warning_is_dropped() -> None:
    text = (
        "CAUTION: This email originated from outside of the company. Do not click "
        "links.\n\nHi, can we talk?\n"
    )
    assert split_body(text).own == "Hi, can we talk?"


def test_people_write_about_recipients_and_viruses() -> None:
    text = (
        "Hi,\n\nThe lab monitored for viruses and the results came today, nothing "
        "found at all.\n\nThe intended recipient of the award is still in the dark, "
        "please keep it so.\n\nMore on Monday?"
    )
    assert split_body(text).own == text


def test_caps() -> None:
    body = split_body("word " * 100_000)
    assert len(body.own) <= MAX_CHARACTERS
    chain = "".join(
        f"{'>' * depth} On 7 May 2025 at 13:20, K D <k@d.example> wrote:\n" for depth in range(100)
    )
    assert len(split_body(chain + "> x").quoted) == MAX_BLOCKS


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=60), max_size=30))
def test_own_words_are_lines_of_the_text_in_their_order(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    body = split_body(text)
    lines = iter(
        _visible(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    assert all(_visible(line) in lines for line in body.own.split("\n") if _visible(line))
    for block in body.quoted:
        assert len(block.opening) <= OPENING_CHARACTERS
        assert block.opening == " ".join(block.opening.lower().split())


def _visible(line: str) -> str:
    return "".join(
        line.replace("\u200b", "")
        .replace("\ufeff", "")
        .replace("\u200e", "")
        .replace("\u200f", "")
        .split()
    )


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="ab >:\n-@.1/<", max_size=400))
def test_any_text_is_split(text: str) -> None:
    split_body(text)


HOSTILE = pytest.mark.parametrize(
    "unit",
    [
        "On a wrote ",
        "On a wrote:\n",
        ">",
        ">\n",
        "> > ",
        "From: ",
        "From: \n",
        "From: x\nTo: a;\n",
        "From: a@b.c\nSent: x\n",
        "12/07/2000 06:31 AM\n",
        "7 May 2025 at 13:20 <a@b.c>:\n",
        "-----Original Message-----\n",
        "---\n",
        "intended recipient confidential email\n\n",
        "Thanks,\n",
        "a.",
        "1 ",
        "a@",
        "Kim Doe | CEO\n",
        "Can you come?\n\n",
        "Things:\n\n> a\n> b\n",
        "    > a\n",
        "Best regards,\nKim Doe\nCEO\n+44 20 7946 0000\n",
        "Best regards,\n____\n",
        f"{'w' * 75}=\n",
        "=41=\n",
        "Original Message processed by x\n",
        "发件人：甲\n主题：乙\n",
        "From: a\nTo: b\nSubject: c\n\n",
    ],
)


@HOSTILE
def test_sixteen_times_the_text_takes_sixteen_times_the_calls(unit: str) -> None:
    small, large = (calls_to_split(unit * (size // len(unit))) for size in (4096, 65_536))
    # Caps make some take less; what is done once for a text makes the ratio smaller, never larger.
    assert large <= 16.5 * small


def calls_to_split(text: str) -> int:
    """Count the calls of functions, those written in C among them."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        split_body(text)
    finally:
        sys.setprofile(before)
    return calls


@HOSTILE
def test_hostile_text_takes_linear_time(unit: str) -> None:
    started = time.process_time()
    split_body(unit * (MAX_CHARACTERS // len(unit)))
    # A quadratic scan of 64 KiB would take minutes.
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("For Friday:\n\n> tent\n> dog\n\nYours?", "For Friday:\n\n> tent\n> dog\n\nYours?"),
        ("You asked:\n\n> tent\n> dog\n\nMine.", "You asked:\n\n\nMine."),
        ("For Friday:\n\n> Will you bring the tent?\n> Kim\n\nYes.", "For Friday:\n\n\nYes."),
        ("For Friday:\n\n> tent\n>> dog\n\nYes.", "For Friday:\n\n\nYes."),
        ("For Friday:\n\n> tent\n\nYes.", "For Friday:\n\n\nYes."),
        ("Run:\n\n    > import x\n\nYes?", "Run:\n\n    > import x\n\nYes?"),
    ],
)
def test_marks_that_quote_nobody(text: str, own: str) -> None:
    assert split_body(text).own == own


@pytest.mark.parametrize(
    ("block", "own"),
    [
        ("From: Jo Roe\nTo: All\nSubject: Fees", "They are due."),
        ("TO: All\nFROM: Jo Roe\nDATE: 7 May 2025\nSUBJECT: Fees", "They are due."),
        ("From: Jo Roe\nSent: 7 May 2025 13:20\nTo: All\nSubject: Fees", ""),
    ],
)
def test_the_heading_of_a_letter_is_no_quotation(block: str, own: str) -> None:
    body = split_body(f"{block}\n\nThey are due.\n")
    assert (body.own, bool(body.quoted)) == (own, not own)
    assert split_body(f"See below.\n\n{block}\n\nThey are due.\n").own == "See below."


def test_undated_attributions_name_somebody() -> None:
    assert split_body("As Ada always said:\n> Wait.\n\nSo?").own == "As Ada always said:\n\nSo?"
    assert split_body("ada roe wrote:\n> Wait.\n\nSo?").own == "So?"


def test_a_groupware_marker() -> None:
    assert split_body("Ok\n\nOriginal Message processed by david\nAW: x\nVon K\n\nHi").own == "Ok"
