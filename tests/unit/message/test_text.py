from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.text import html_to_text, unflow, unquote_printable


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("<div>a</div><div>b<br>c<br><br>d</div>", "a\nb\nc\n\nd"),
        ("a\n  b&nbsp;c", "a b c"),
        ("<a href='http://x'>link</a> text", "link text"),
        ("<style>p{}</style><script>x</script><head><title>t</title></head>seen", "seen"),
        ("<div style='display:none'>pre</div><span hidden>x</span>seen", "seen"),
        ("<td style='font-size:0px'>a<span style='font-size:14px'>b</span></td>", "ab"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<pre>a\nb\n\nc</pre>", "a\nb\n\nc"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"),
        ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb"),
        ("x\u200b\u200b\ufeffy", "xy"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("", ""),
    ],
)
def test_html(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_quotations_are_marked_as_in_plain_mail() -> None:
    html = (
        "<div>Yes.</div><div class=gmail_quote><div>On Monday Ann wrote:<br></div>"
        "<blockquote><div>one</div><div><br></div><blockquote>two</blockquote>three</blockquote></div>after"
    )
    assert html_to_text(html) == ("Yes.\nOn Monday Ann wrote:\n> one\n>\n>> two\n> three\nafter")


def test_the_header_block_of_outlook_is_lines() -> None:
    html = "<p>Yes</p><div><p class=MsoNormal><b>From:</b> Ann<br><b>Sent:</b> Monday</p></div>"
    assert html_to_text(html).split("\n")[-2:] == ["From: Ann", "Sent: Monday"]


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<a><b><i>",
        "<b><p>",
        "<table>x",
        "<blockquote>x",
        "<",
        "&",
        "<pre>\n",
        "<li>",
        "<!--",
        "x ",
        "<br>",
    ],
)
def test_html_is_bounded(unit: str) -> None:
    start = time.process_time()
    html_to_text(unit * (2_000_000 // len(unit)))
    assert time.process_time() - start < 5


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<br>",
                "<blockquote>",
                "</blockquote>",
                "<li>",
                "<pre>",
                "</pre>",
                "<td>",
                "<!--",
                "x",
                " y\n",
                "&lt;",
                "<p hidden>",
                "</html>",
            ]
        )
    ).map("".join)
)
def test_any_html_gives_lines(html: str) -> None:
    assert all(line == line.strip() for line in html_to_text(html).split("\n"))


@pytest.mark.parametrize(
    ("flowed", "text"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("> one \n> two\n>> x \n> y", "> one two\n>> x \n> y"),
        (" >not quoted", ">not quoted"),
        ("a \n-- \nAnn", "a \n-- \nAnn"),
        ("end ", "end "),
        ("", ""),
    ],
)
def test_flowed(flowed: str, text: str) -> None:
    assert unflow(flowed) == text


def test_flowed_with_del_sp() -> None:
    assert unflow("won \nder", del_sp=True) == "wonder"


OUTLOOK_RULE = "border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"


@pytest.mark.parametrize(
    "html",
    [
        "<div>a</div><hr><div id='divRplyFwdMsg'><b>Saatja:</b> x</div><div>b</div>",
        "<div>a</div><hr><div id='x_divRplyFwdMsg'><b>Saatja:</b> x</div><div>b</div>",
        f"<div>a</div><div style='{OUTLOOK_RULE}'><b>Saatja:</b> x</div><div>b</div>",
    ],
)
def test_the_rule_above_what_outlook_quotes(html: str) -> None:
    assert html_to_text(html) == "a\n-----Original Message-----\nSaatja: x\nb"


def test_a_rule_of_the_authors_own_is_no_marker() -> None:
    html = f"<div>a</div><div style='{OUTLOOK_RULE}'><p>My plan</p></div>"
    assert html_to_text(html) == "a\n\nMy plan"


@pytest.mark.parametrize("mark", ["class='gmail_signature'", "class='x moz-signature'"])
@pytest.mark.parametrize("delimiter", ["", "<div>-- </div>"])
def test_signatures_that_html_marks(mark: str, delimiter: str) -> None:
    html = f"<div>a</div>{delimiter}<div {mark}>Kim<br>CEO</div>"
    assert html_to_text(html) == "a\n--\nKim\nCEO"


ROW = "w" * 75


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        (f"{ROW}=\n{ROW}=\nf=C3=BCr =3D\n", f"{ROW}{ROW}für =\n"),
        (f"{ROW}=\n{ROW}=\n=FCr\n", f"{ROW}{ROW}ür\n"),
        (f"{ROW}=\n{ROW}\nf=C3=BCr", f"{ROW}=\n{ROW}\nf=C3=BCr"),
        (f"x=\n{ROW}=\n{ROW}=\na", f"x=\n{ROW}{ROW}a"),
        (f"{'=' * 76}\n{'=' * 76}\n?q=42", f"{'=' * 76}\n{'=' * 76}\n?q=42"),
        ("=\n=\n", "=\n=\n"),
    ],
)
def test_quoted_printable_that_was_left_in_a_text(text: str, decoded: str) -> None:
    assert unquote_printable(text).rstrip("\n") == decoded.rstrip("\n")


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="=AF3\nw", max_size=300), st.integers(0, 3))
def test_any_text_is_unquoted(text: str, rows: int) -> None:
    decoded = unquote_printable(f"{ROW}=\n" * rows + text)
    assert len(decoded) <= len(text) + 77 * rows + 1
