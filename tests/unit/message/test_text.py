from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.message.text import html_to_text, unflow


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
