"""Conversion of MathML to TeX, and the KaTeX that renders it."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from core.markup.mathml import UnknownMath
from core.markup.tex import COMMANDS, convert_dollars, find_tex_error
from core.markup.wiris import convert_mathml, convert_wiris
from office.syllabus_editor.formulas import FORMULA_SCRIPTS, FORMULA_STYLES

QUADRATIC = (
    "<mi>x</mi><mo>=</mo><mfrac><mrow><mo>−</mo><mi>b</mi><mo>±</mo><msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo>"
    "<mn>4</mn><mi>a</mi><mi>c</mi></msqrt></mrow><mrow><mn>2</mn><mi>a</mi></mrow></mfrac>"
)


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        (QUADRATIC, r"x=\frac{-b\pm\sqrt{b^{2}-4ac}}{2a}"),
        ("<msub><mi>C</mi><mi>L</mi></msub><mo>&#x2062;</mo><mi>α</mi>", "C_{L}α"),
        ("<mi>sin</mi><mi>x</mi><mo>&lt;</mo><mn>1,5</mn>", r"\sin x<1{,}5"),
        ("<mi>kt</mi><mo>%</mo><mo>{</mo>", r"\mathrm{kt}\%\{"),
        ("<mtext>if x_1 &amp; 50%</mtext>", r"\text{if x\_1 \& 50\%}"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", r"\sqrt[{3}]{8}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_{i}^{2}"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover>", r"\sum_{1}^{n}"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", r"\overrightarrow{v}"),
        ("<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>", r"\lim_{x\to0}"),
        ('<mfenced open="["><mi>a</mi><mi>b</mi></mfenced>', r"\left[a,b\right)"),
        ("<mrow><mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo></mrow>", r"\left(\frac{a}{b}\right)"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd/></mtr></mtable>", r"\begin{matrix}1 & \end{matrix}"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>12</mn></mmultiscripts>", "{}_{6}^{12}C"),
        ('<menclose notation="updiagonalstrike"><mi>x</mi></menclose>', r"\cancel{x}"),
        (
            '<semantics><mi>x</mi><annotation encoding="application/x-tex">\\frac x2</annotation></semantics>',
            r"\frac x2",
        ),
    ],
)
def test_presentation_mathml_becomes_tex_that_can_be_drawn(mathml: str, tex: str) -> None:
    assert convert_mathml(f"<math>{mathml}</math>") == rf"\({tex}\)"
    assert find_tex_error(rf"\({tex}\)") == ""


@pytest.mark.parametrize(
    "mathml",
    [
        "",
        "<mrow/>",
        "<apply><plus/><ci>x</ci></apply>",
        "<mi>x<mglyph src='a.png'/></mi>",
        "<mfrac><mn>1</mn></mfrac>",
        "<mtable><mtr><mtd columnspan='2'/></mtr></mtable>",
        "<mi href='x'>x</mi>",
        "<menclose notation='circle'><mi>x</mi></menclose>",
        "<mi mathvariant='looped'>x</mi>",
        "<mspace linebreak='newline'/>",
        "loose text",
    ],
)
def test_other_mathml_is_named(mathml: str) -> None:
    with pytest.raises(UnknownMath, match="a formula"):
        convert_mathml(f"<math>{mathml}</math>")


def test_wiris_stores_mathml_in_signs_of_its_own() -> None:
    stored = "a «math xmlns=¨x¨»«mn»3«/mn»«mo»§lt;«/mo»«/math» b «quoted»"

    assert convert_wiris(stored) == r"a \(3<\) b «quoted»"


@pytest.mark.parametrize("text", [r"$$x$$ and $$y$$", r"\$$", "$$$$", "$$ $$", r"\[x\] $$\$5$$", "$$ in cash, 5 $$"])
def test_dollars_become_brackets_once(text: str) -> None:
    assert convert_dollars(convert_dollars(text)) == convert_dollars(text)


def test_text_without_formulas_has_no_fault() -> None:
    assert find_tex_error(r"50 % of \(nothing, {a} & b \unknown") == ""


def test_commands_that_define_load_or_link_are_not_known() -> None:
    assert not COMMANDS & {"def", "newcommand", "href", "url", "includegraphics", "htmlClass", "let", "gdef"}


def test_everything_that_draws_formulas_comes_with_the_server() -> None:
    for path in (*FORMULA_STYLES, *FORMULA_SCRIPTS, "syllabus_editor/katex/LICENSE"):
        assert finders.find(path), path
    style = Path(str(finders.find(FORMULA_STYLES[0])))
    fonts = re.findall(r"url\(([^)]+)\)", style.read_text())
    assert len(fonts) == 20
    assert all(font.endswith(".woff2") and (style.parent / font).exists() for font in fonts)
