"""A question is imported with everything that it shows, or left out with the reason."""

import pytest

from exams.bank.entries import QuestionEntry
from exams.bank.formats.gift import read_gift as read_gift
from exams.bank.formats.markup import convert_to_plain
from exams.bank.formats.moodle import read_moodle
from exams.bank.validation import find_error
from tests.exams.bank.moodle_files import build_file, build_question, build_quiz, read_one

WIRIS = "«math xmlns=¨http://www.w3.org/1998/Math/MathML¨»«mfrac»«mn»3«/mn»«mn»4«/mn»«/mfrac»«/math»"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<math><msqrt><mn>2</mn></msqrt></math>", r"\(\sqrt{2}\)"),
        ("<math display='block'><mfrac><mn>1</mn><mi>x</mi></mfrac></math>", r"\[\frac{1}{x}\]"),
        (WIRIS, r"\(\frac{3}{4}\)"),
        (WIRIS.replace("«", "&laquo;").replace("»", "&raquo;").replace("¨", "&uml;"), r"\(\frac{3}{4}\)"),
        (f'<img class="Wirisformula" src="x.php" data-mathml="{WIRIS}">', r"\(\frac{3}{4}\)"),
        (r"$$x^2$$ and \(a &lt; b\)", r"\[x^2\] and \(a < b\)"),
        ("<tex>x</tex> [tex]y[/tex]", r"\(x\) \(y\)"),
        ("$$ is dear", "$$ is dear"),
    ],
)
def test_a_formula_is_kept_as_tex(html: str, text: str) -> None:
    entry = read_one(html)

    assert (entry.text, entry.problem, find_error(entry)) == (text, "", "")


@pytest.mark.parametrize(
    ("html", "loss"),
    [
        ("<audio src='x.mp3'></audio>", "sound (<audio>)"),
        ("<video><source src='x'></video>", "a film (<video>)"),
        ("<svg><path d='M0 0'/></svg>", "a drawing (<svg>)"),
        ("<canvas></canvas>", "a drawing (<canvas>)"),
        ("<object data='x.swf'></object>", "an embedded object (<object>)"),
        ("<embed src='x'>", "an embedded object (<embed>)"),
        ("<iframe src='https://video.example/1'></iframe>", "another page (<iframe>)"),
        ("<p><input name='x'></p>", "a form field (<input>)"),
        ("<select><option>1</option></select>", "a form field (<select>)"),
        ("<script>draw()</script>", "a script (<script>)"),
        ("<map name='a'><area href='#'></map>", "areas of a picture (<map>)"),
        ("<made-up>x</made-up>", "<made-up>"),
        ("<p made-up='x'>x</p>", "<p> with the attribute made-up"),
        ("<p style='background: url(x.png)'>x</p>", "a picture in its style (background)"),
        ("<p style='transform: scaleX(-1)'>x</p>", "transformed by its style"),
        ("<table background='x.png'><tr><td>x</table>", "a background picture"),
        ("<style>p { background: url(x.png) }</style>x", "a style sheet (<style>)"),
        ('<a href="@@PLUGINFILE@@/chart%20a.pdf">chart</a>', "a link to a document (chart a.pdf)"),
        ('<a href="https://x.example/atis.mp3">ATIS</a>', "a link to audio or video (atis.mp3)"),
        ("<math><mi>x</mi><mglyph src='x'/></math>", "a formula with <mglyph>"),
        ("<math><maction><mi>x</mi></maction></math>", "a formula with <maction>"),
        ("<p>The word in bold: <b>x</b></p>", "bold, italic or coloured text"),
        ("<s>\\(x\\)</s>", "a formula that is struck out"),
        ("<ol style='list-style-type: hebrew'><li>x</ol>", "a list numbered in hebrew"),
        ("<table><tr><td>1<td><table><tr><td>2</table></table>", "a table inside a table"),
    ],
)
def test_what_cannot_be_kept_is_named(html: str, loss: str) -> None:
    entry = read_one(f"Q {html}")

    assert loss in entry.problem
    assert "which cannot be kept" in entry.problem


def test_content_of_an_option_is_named_as_well() -> None:
    answers = '<answer fraction="100" format="html"><text>&lt;svg/&gt;</text></answer>'

    assert read_one(answers=answers).problem == "In an option: It shows a drawing (<svg>), which cannot be kept."
    (entry,) = read_gift(b'Q{=[html]<audio src\\="x">a</audio> ~b}')
    assert entry.problem == "It shows sound (<audio>), which cannot be kept."


def test_html_that_nobody_escaped_is_read_too() -> None:
    data = build_quiz(build_question()).replace(b"<![CDATA[Q?]]>", b"What is <b>this</b>? <svg><path/></svg>")

    (entry,) = read_moodle(data)
    assert (entry.text, "a drawing (<svg>)" in entry.problem) == ("What is this?", True)


def test_the_picture_of_an_old_file_is_asked_for() -> None:
    assert read_one(more="<image>signs/sign12.gif</image>").problem == "It shows a picture that is not in the file."
    assert read_one(more="<image></image>").problem == ""


def test_a_part_of_a_question_that_nobody_knows_is_named() -> None:
    assert read_one(more="<media>x</media>").problem == "It has an unknown part (<media>)."


def test_a_question_hidden_in_moodle_stays_hidden() -> None:
    assert "hidden in Moodle" in read_one(more="<hidden>1</hidden>").problem
    assert "hidden in Moodle" in read_one(more="<status>draft</status>").problem
    assert read_one(more="<hidden>0</hidden>").problem == ""


@pytest.mark.parametrize(
    "shown",
    [
        '<p class="x" style="margin: 0; color: red" lang="en" data-x="1" onclick="x()">x</p>',
        "<center><font color=red>x</font></center>",
        "<p><o:p></o:p>x</p>",
        "<style>p.MsoNormal { margin: 0cm }</style>x",
        '<a name="top"></a><a href="#top">x</a>',
        "<!-- a comment -->x<wbr>",
        '<p style="display: none">the solution</p>x',
    ],
)
def test_decoration_and_what_nobody_sees_are_left_aside(shown: str) -> None:
    assert convert_to_plain(shown, "html") == convert_to_plain("x", "plain")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ol type=a start=3><li>a</li><li>b</li></ol>", "c. a\nd. b"),
        ("<ol type=I><li>a</li><li value=9>b</li><li>c</li></ol>", "I. a\nIX. b\nX. c"),
        ("<ol reversed><li>a</li><li>b</li></ol>", "2. a\n1. b"),
        ("<ol style='list-style-type: upper-alpha'><li>a</li></ol>", "A. a"),
        (
            "<ol><li>a<ol type=a><li>x</li><li>y<br>z</li></ol></li><li>b</li></ol>",
            "1. a\n   a. x\n   b. y\n      z\n2. b",
        ),
        ("<ol><li>a</li><ul><li>x</li></ul><li>b</li></ol>", "1. a\n  • x\n2. b"),
        ("<ul style='list-style: none'><li>a</li></ul>", "a"),
        ("<ol start='-1'><li>a</li><li>b</li></ol>", "-1. a\n0. b"),
        ("<table><tr><th>A<th>B<th>C<tr><td>1<td><td>3</table>", "A | B | C\n1 | | 3"),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", "a | b\na | c"),
        ("<table><tr><td colspan=2>a<tr><td>b<td>c<br>d</table>", "a | a\nb | c / d"),
        ("<table><tr><td>Just a frame</table>", "Just a frame"),
        ("<s>10</s> <del>1</del> <span style='text-decoration: line-through'>x</span>", "1̶0̶ 1̶ x̶"),
        ("<u>not</u> <a href='#'><u>x</u></a>", "n̲o̲t̲ x̲"),
        ("10<span style='vertical-align: super'>3</span>", "10^3"),
        ("<span style='text-transform: uppercase'>mw</span>", "MW"),
        ("<q>x</q> <a href='https://x.example/a'>rules</a>", "“x” rules (https://x.example/a)"),
    ],
)
def test_what_plain_text_can_say_is_said(html: str, text: str) -> None:
    plain = convert_to_plain(html, "html")

    assert (plain.text, plain.problem) == (text, "")


def test_line_breaks_of_moodles_own_format_stay() -> None:
    assert convert_to_plain("Which <i>one</i>?\n1. a\n2. b", "auto").text == "Which one?\n1. a\n2. b"


def test_markdown_is_taken_as_written_unless_it_shows_more() -> None:
    assert convert_to_plain("1. a\n2. *b*", "markdown") == convert_to_plain("1. a\n2. *b*", "plain")
    assert "Markdown" in convert_to_plain("![sign](@@PLUGINFILE@@/a.png)", "markdown").problem


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\(\frac{1}{2\)", "braces"),
        (r"\(\href{javascript:x}{y}\)", r"\href is not supported"),
        (r"\[\begin{matrix}1\]", "do not match"),
        (r"\(a & b\)", "outside a table"),
        (r"\(50 %\)", "has a %"),
        (r"\(x^\)", "nothing after it"),
        (r"\(\left( x\)", r"\left and \right"),
        (r"\(\def\x{1}\)", r"\def is not supported"),
    ],
)
def test_tex_that_cannot_be_drawn_is_refused_by_name(tex: str, why: str) -> None:
    error = find_error(read_one(f"<p>{tex.replace('&', '&amp;')}</p>"))

    assert why in error
    assert tex in error


def test_a_fraction_with_a_decimal_comma_is_a_number() -> None:
    answers = '<answer fraction="100,00000"><text>a</text></answer><answer fraction="-33,33333"><text>b</text></answer>'

    assert read_one(answers=answers).problem == ""
    (entry,) = read_gift(b"Q{~%-33,3%a =b ~%-66,7%c}")
    assert [option.is_correct for option in entry.options] == [False, True, False]


def test_a_gift_question_whose_name_does_not_end_has_none() -> None:
    (entry,) = read_gift(b":: Which document shows the mass? {\n~the logbook\n=the weighing report\n}")

    assert (entry.text, entry.name, entry.problem) == ("Which document shows the mass?", "", "")
    assert len(entry.options) == 2


def test_a_picture_behind_a_formula_comes_along() -> None:
    entry: QuestionEntry = read_one(
        '<math><mi>x</mi></math><img src="@@PLUGINFILE@@/a.png">', more=build_file("QUJD", "a.png")
    )

    assert (entry.text, entry.picture) == (r"\(x\)", b"ABC")
