"""The zones beside those of quotequail, an independent reading of the same conventions."""

from __future__ import annotations

import quotequail
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.body import split_body
from inboxnet.message.text import html_to_text

OWN = [
    "Sounds good, I will bring the plan.",
    "Können wir das am Freitag besprechen?",
    "Oui, mais plutôt à 15 h.",
    "¿Me mandas la factura?",
    "We met on Monday and she wrote it all down.",
    "The train takes two hours, so this is for the day:",
    "- one",
    "- two",
    "",
]
QUOTED = [
    "Shall we meet at ten?",
    "Der Termin passt.",
    "On y va.",
    "Gracias de antemano.",
    "",
    "1.2",
]
ATTRIBUTIONS = [
    "On Wed, 7 May 2025 at 13:20, Kim Doe <kim@doe.example> wrote:",
    "On May 7, 2025, at 1:20 PM, Kim Doe <kim@doe.example> wrote:",
    "Am Mi., 7. Mai 2025 um 13:20 Uhr schrieb Kim Doe <kim@doe.example>:",
    "Am 07.05.2025 um 13:20 schrieb Kim Doe:",
    "Le mer. 7 mai 2025 à 13:20, Kim Doe <kim@doe.example> a écrit :",
    "El mié, 7 may 2025 a las 13:20, Kim Doe (<kim@doe.example>) escribió:",
    "Em qua., 7 de mai. de 2025 às 13:20, Kim Doe <kim@doe.example> escreveu:",
    "Den ons 7 maj 2025 kl 13:20 skrev Kim Doe <kim@doe.example>:",
    "Op wo 7 mei 2025 om 13:20 schreef Kim Doe <kim@doe.example>:",
    "Op 7 mei 2025, om 13:20 heeft Kim Doe <kim@doe.example> het volgende geschreven:",
    "7 мая 2025 г., в 13:20, Kim Doe <kim@doe.example> написал(а):",
]
FORWARDS = [
    "Begin forwarded message:",
    "-----Original Message-----",
    "---------- Forwarded message ----------",
    "-----Ursprüngliche Nachricht-----",
    "-------- Message transféré --------",
    "-----Mensaje original-----",
    "-----Oorspronkelijk bericht-----",
    "________________________________",
]
BLOCKS = [
    ("From", "Sent", "To", "Subject"),
    ("Von", "Gesendet", "An", "Betreff"),
    ("De", "Fecha", "Para", "Asunto"),
    ("Van", "Verzonden", "Aan", "Onderwerp"),
]
own_lines = st.lists(st.sampled_from(OWN), min_size=1, max_size=6).filter(any)
quoted_lines = st.lists(st.sampled_from(QUOTED), min_size=1, max_size=6).filter(lambda x: x[0])


def shown(text: str) -> str:
    return "\n".join(
        part for is_shown, part in quotequail.quote(text, quote_intro_line=True) if is_shown
    )


def words(text: str) -> list[str]:
    return text.split()


@settings(deadline=None, max_examples=150)
@given(own_lines, st.sampled_from(ATTRIBUTIONS), quoted_lines, st.booleans())
def test_an_answer_above_a_marked_quotation(
    own: list[str], attribution: str, quoted: list[str], wrapped: bool
) -> None:
    if wrapped:
        middle = attribution.index(" ", len(attribution) // 2)
        attribution = f"{attribution[:middle]}\n{attribution[middle + 1 :]}"
    text = "\n".join([*own, "", attribution, "", *(f"> {line}" for line in quoted)])
    body = split_body(text)
    assert words(body.own) == words(shown(text)) == words(" ".join(own))
    assert len(body.quoted) == 1


@settings(deadline=None, max_examples=150)
@given(own_lines, st.sampled_from(FORWARDS), st.sampled_from(BLOCKS), quoted_lines)
def test_a_comment_above_a_forwarded_message(
    own: list[str], marker: str, names: tuple[str, ...], quoted: list[str]
) -> None:
    values = ("Kim Doe <kim@doe.example>", "7 May 2025 13:20", "jo@roe.example", "Plan")
    block = [f"{name}: {value}" for name, value in zip(names, values, strict=True)]
    text = "\n".join([*own, "", marker, *block, "", *quoted])
    unwrapped = quotequail.unwrap(text)
    assert unwrapped is not None
    body = split_body(text)
    assert words(body.own) == words(unwrapped["text_top"]) == words(" ".join(own))
    assert (body.quoted[0].author, body.quoted[0].subject) == ("Kim Doe", unwrapped["subject"])


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(quoted_lines, own_lines), min_size=1, max_size=4))
def test_answers_between_marked_lines(turns: list[tuple[list[str], list[str]]]) -> None:
    lines = ["On 7 May 2025 at 13:20, Kim Doe <kim@doe.example> wrote:"]
    for quoted, own in turns:
        lines += [*(f"> {line}" for line in quoted), "", *own, ""]
    text = "\n".join(lines)
    hidden = [part for is_shown, part in quotequail.quote(text) if not is_shown]
    assert hidden, "it hides the answers, too: only what it hides can be compared"
    said = split_body(text).own
    assert words(said) == words(" ".join(" ".join(own) for _, own in turns))
    marked = {line for part in hidden for line in part.split("\n") if line.startswith("> ")}
    assert marked.isdisjoint(said.split("\n"))


@settings(deadline=None, max_examples=100)
@given(own_lines, st.sampled_from(ATTRIBUTIONS), quoted_lines)
def test_gmails_html(own: list[str], attribution: str, quoted: list[str]) -> None:
    escaped = attribution.replace("<", "&lt;").replace(">", "&gt;")
    html = (
        f'<div dir="ltr">{"<br>".join(own)}</div><br><div class="gmail_quote"><div dir="ltr" '
        f'class="gmail_attr">{escaped}<br></div><blockquote class="gmail_quote">'
        f"<div>{'<br>'.join(quoted)}</div></blockquote></div>"
    )
    parts = quotequail.quote_html(html, quote_intro_line=True)
    theirs = " ".join(html_to_text(part) for is_shown, part in parts if is_shown)
    assert words(split_body(html_to_text(html)).own) == words(theirs) == words(" ".join(own))
