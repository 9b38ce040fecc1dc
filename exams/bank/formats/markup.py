"""Converts the markup of a file to plain text, which is what questions and options consist of.

What plain text can express is kept: line breaks, the numbers of a list, the columns of a table, struck-out and
underlined letters, 10^3 for a raised 3, and formulas as TeX. Anything else is reported as a problem, so that the
question is left out rather than stored without part of its content.
"""

import html
import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from core.markup.elements import drop_hidden
from core.markup.mathml import UnknownMath
from core.markup.tex import convert_dollars, has_formula
from core.markup.tree import UnreadableHtml, parse_html
from core.markup.wiris import convert_wiris, has_wiris
from exams.bank.entries import CONTROL_CHARACTERS, clean_lines
from exams.bank.formats.writer import FIXED_SPACE, TextStyle, TextWriter, join_blocks

TAGS = (
    "abbr|address|applet|article|aside|audio|big|blockquote|br|button|canvas|caption|center|cite|code|col|dd|del|dfn|"
    "div|dl|dt|em|embed|fieldset|figcaption|figure|font|form|frame|h[1-6]|hr|iframe|img|input|ins|kbd|label|li|map|mark|"
    "math|nolink|object|ol|option|picture|pre|samp|script|section|select|small|source|span|strike|strong|style|sub|sup|"
    "svg|table|tbody|td|tex|textarea|tfoot|th|thead|tr|tt|ul|var|video"
)
# A one-letter name may be a variable (a<b and c>d); only with an attribute is it a tag.
HTML_IN_TEXT = re.compile(
    rf"</?(?:{TAGS})(?:\s[^<>]*)?/?>|</?(?:a|b|i|p|q|s|u)(?:\s+[a-z-]+\s*=[^<>]*)?\s*/?>"
    r"|&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);",
    re.IGNORECASE,
)
TEX_TAGS = re.compile(r"\[tex\](.+?)\[/tex\]|<tex(?:\s[^<>]*)?>(.+?)</tex>", re.IGNORECASE | re.DOTALL)
FRAMES = re.compile(r"<frame(?:set)?[\s>]", re.IGNORECASE)
MARKDOWN_CONTENT = re.compile(r"!\[|\]\(\s*@@PLUGINFILE@@|\]\(\s*data:")
REFERS_TO_STYLE = re.compile(
    r"\b(?:bold|italics?|boldface|highlighted|colou?red|in (?:red|green|blue|yellow)|(?:red|green|blue|yellow) (?:word|"
    r"text|letter|number)s?|fett\w*|kursiv\w*|hervorgehoben\w*|farbig\w*|markiert\w*|gras|italique|surlign\w+|negrita|"
    r"cursiva|grassetto|corsivo)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PlainText:
    """The plain text, the sources of the pictures in it, and why content was lost ("" when none was)."""

    text: str
    pictures: list[str] = field(default_factory=list)
    problem: str = ""


def convert_to_plain(text: str, markup: str) -> PlainText:
    """The plain text of `text`, whose `markup` is one of four.

    "html"; "auto" (HTML with significant line breaks if it has tags, plain text otherwise); "markdown" (kept as
    written); anything else is plain text.
    """
    try:
        if markup == "html" or (markup == "auto" and HTML_IN_TEXT.search(text)):
            return convert_html_to_plain(text if markup == "html" else preserve_breaks(text))
        plain = PlainText(convert_dollars(clean_lines(convert_wiris(text))))
    except UnreadableHtml as error:
        return PlainText(clean_lines(text)[:200], problem=str(error))
    except UnknownMath as error:
        return PlainText(clean_lines(text), problem=describe_loss([str(error)]))
    if markup == "markdown" and (MARKDOWN_CONTENT.search(text) or HTML_IN_TEXT.search(text)):
        return replace(plain, problem=describe_loss([_("a picture, a document or HTML in its Markdown")]))
    return plain


def describe_loss(losses: list[str]) -> str:
    # Translators: such as "a table inside a table".
    return _("It shows %(content)s, which cannot be kept.") % {"content": losses[0]} if losses else ""


def convert_html_to_plain(text: str) -> PlainText:
    text = CONTROL_CHARACTERS.sub(" ", text)
    text = TEX_TAGS.sub(lambda match: rf"\({match[1] or match[2]}\)", text)
    text = convert_wiris(text, write=html.escape)
    writer = TextWriter()
    written = writer.write_node(drop_hidden(parse_html(text)), TextStyle())
    plain = convert_dollars(clean_lines(join_blocks(written).replace(FIXED_SPACE, " ")))
    losses = [*writer.losses, *(["another page (<frame>)"] if FRAMES.search(text) else [])]
    if writer.is_emphasised and REFERS_TO_STYLE.search(plain):
        losses.append("bold, italic or coloured text that it refers to")
    return PlainText(plain, writer.pictures, describe_loss(losses))


def preserve_breaks(text: str) -> str:
    """Moodle's own format is HTML in which a line break is significant, unless it stands next to a tag."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    joined = re.sub(r">\n|\n(?=<)", lambda gap: gap[0].replace("\n", " "), re.sub(r">\s+<", "><", lines))
    return joined.replace("\n", "<br>")


def needs_html(text: str) -> bool:
    """Whether an export writes the text as HTML: formulas, which Moodle renders in HTML alone, and what would be read
    as a formula."""
    return has_formula(text) or has_wiris(text)


def convert_to_html(text: str) -> str:
    """Plain text as HTML that reads back as the same text, with its line breaks and repeated spaces."""
    escaped = re.sub(r"(?<=[ \n]) | (?=\n)", "\u00a0", html.escape(text))
    # Not the beginning of a formula as the WIRIS editor stores it, but these characters.
    return escaped.replace("«math", "«<span>math</span>").replace("\n", "<br>")
