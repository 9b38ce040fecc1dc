"""HTML reduced to plain text, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank.entries import clean_lines
from exams.bank.formats.markup import convert_to_html, convert_to_plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p>\n<p>Two</p>", "One\nTwo"),
        ("<div><p>One</p></div><p></p><p>Two<br></p>", "One\nTwo"),
        ("<p>One</p><p><br></p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/><br/>Three", "One\nTwo\n\nThree"),
        ("  a \n  b&nbsp;&nbsp;c ", "a b  c"),
        ("<ul><li>a</li><li>b</li></ul>c", "• a\n• b\nc"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 | 2\n3 |"),
        ("<pre>METAR LOWW\nQ1013</pre>", "METAR LOWW\nQ1013"),
        ("10<sup>3</sup>, x<sup>n+1</sup>, C<sub>L</sub>, H<sub></sub>", "10^3, x^(n+1), C_L, H"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("<script>alert(1)</script>a<style>b</style><b onclick='x'>c", "ac"),
        ("a < b", "a < b"),
        ("<p title='x'", ""),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(html: str, text: str) -> None:
    assert convert_to_plain(html, "html").text == text


@settings(deadline=None)
@given(st.text(alphabet="ab <>&\n\t;#\u00a0'\"é\r\x02/p"))
def test_plain_text_survives_html(text: str) -> None:
    assert convert_to_plain(f"<p>{convert_to_html(clean_lines(text))}</p>", "html").text == clean_lines(text)


@settings(deadline=None)
@given(st.text(alphabet="<>/ab pre!-[]sup&;\x02\n", max_size=200))
def test_no_html_is_too_odd_to_read(text: str) -> None:
    assert "\x02" not in convert_to_plain(text, "html").text


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("<div>" * 101, "more than 100 levels deep"),
        ("<b>" * 4001, "more than 4000 tags"),
        ("<p>" + "".join(f"<b id={n}>" for n in range(90)) + "<p>x" * 3900, "more than 20000 elements"),
    ],
)
def test_markup_that_nobody_writes_is_refused_soon(markup: str, why: str) -> None:
    assert why in convert_to_plain(markup, "html").problem
