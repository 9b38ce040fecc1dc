"""Text that a file marks up, reduced to the plain text that questions and options are.

What the markup says is kept where plain text can say it: line breaks, and 10^3 for a raised 3.
"""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from exams.bank.entries import CONTROL_CHARACTERS, tidy

BLOCKS = {"address", "blockquote", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre", "table", "tr", "ul"}
BLOCKS |= {f"h{level}" for level in range(1, 7)}
CELLS = {"td", "th"}
SHIFTED = {"sup": "^", "sub": "_"}
READ_TAGS = {*BLOCKS, *CELLS, *SHIFTED, "br", "img"}

HTML_IN_TEXT = re.compile(
    r"</?(?:a|b|br|code|div|em|font|h[1-6]|i|img|li|ol|p|pre|span|strong|sub|sup|table|td|th|tr|u|ul)"
    r"(?:\s+[a-z-]+\s*=[^<>]*)?\s*/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);",
    re.IGNORECASE,
)
# An HTML parser takes the square of its tags and signs. A text with more of them is too long to be taken anyway.
MAX_MARKS = 4000
EDGE = "\x02"  # where a block begins or ends


@dataclass(frozen=True)
class Read:
    """The plain text, and the sources of the pictures that stood in it."""

    text: str
    pictures: list[str] = field(default_factory=list)


def plain(text: str, markup: str) -> Read:
    """Reads `text` written as "html", as "auto" (HTML where it contains any), or as anything else, literally."""
    is_html = markup == "html" or (markup == "auto" and HTML_IN_TEXT.search(text))
    return plain_of_html(text) if is_html and text.count("<") + text.count("&") <= MAX_MARKS else Read(tidy(text))


def plain_of_html(text: str) -> Read:
    # nh3 first: what it lets through is balanced, so that the reader below meets nothing odd or slow.
    clean = nh3.clean(
        CONTROL_CHARACTERS.sub(" ", text),
        tags=READ_TAGS,
        attributes={"img": {"src"}},
        url_schemes={"data", "http", "https", "file"},
        link_rel=None,
    )
    reader = TextReader()
    reader.feed(clean)
    reader.close()
    return Read(tidy(laid_out("".join(reader.parts))), reader.pictures)


def laid_out(text: str) -> str:
    """Line breaks where blocks meet, once, and no blanks around them."""
    blocks = [block.strip(" ") for block in text.split(EDGE)]
    joined = "\n".join(block.removesuffix("\n") for block in blocks if block)
    return "\n".join(line.strip(" ") for line in joined.split("\n"))


class TextReader(HTMLParser):
    """Collects the text of clean HTML, with EDGE between blocks, and the sources of its pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[str] = []
        self.shifts: list[int] = []
        self.is_literal = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures.append(dict(attrs).get("src") or "")
        elif tag == "br":
            self.parts.append("\n")
        elif tag in SHIFTED:
            self.shifts.append(len(self.parts))
        else:
            self.parts.append(" " if tag in CELLS else EDGE)
        self.is_literal = self.is_literal or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in SHIFTED:
            self.shift(SHIFTED[tag], self.shifts.pop())
        elif tag in BLOCKS:
            self.parts.append(EDGE)
        self.is_literal = self.is_literal and tag != "pre"

    def shift(self, mark: str, start: int) -> None:
        inner = "".join(self.parts[start:]).strip()
        is_simple = re.fullmatch(r"[+\-−]?\w+", inner)
        self.parts[start:] = [f"{mark}{inner}" if is_simple else f"{mark}({inner})"] if inner else []

    def handle_data(self, data: str) -> None:
        self.parts.append(data if self.is_literal else re.sub(r"[ \t\n\r\f]+", " ", data))


def html_of(text: str) -> str:
    """Plain text as HTML that reads back as the same text: breaks stay, and blanks that HTML would swallow."""
    kept = re.sub(r"(?<=[ \n]) | (?=\n)", "\u00a0", html.escape(text))
    return kept.replace("\n", "<br>")
