"""Tells which elements, attributes and styles of HTML carry content and which are presentation only."""

import re
from dataclasses import replace

from core.markup.tree import Node

# Descriptions of elements that show content. An unknown element is described by its tag.
CONTENT_ELEMENTS = {
    "audio": "sound", "bgsound": "sound", "video": "a film", "svg": "a drawing", "canvas": "a drawing",
    "object": "an embedded object", "embed": "an embedded object", "applet": "an embedded object",
    "iframe": "another page", "frame": "another page", "frameset": "another page", "portal": "another page",
    "input": "a form field", "select": "a form field", "textarea": "a form field", "button": "a button",
    "meter": "a gauge", "progress": "a gauge", "output": "a computed value", "script": "a script",
    "map": "areas of a picture", "area": "areas of a picture", "picture": "a picture in several versions",
    "math": "a formula", "marquee": "moving text", "ruby": "text above text", "template": "a template",
    "noscript": "a replacement of a script", "source": "a sound or film", "track": "a sound or film",
    "img": "a picture", "style": "a style sheet", "table": "a table",
}  # fmt: skip
# Attributes of appearance, behaviour and naming.
PRESENTATIONAL_ATTRIBUTES = frozenset(
    """
    class id lang xml:lang dir title role tabindex translate align valign width height border cellpadding cellspacing
    bgcolor bordercolor color face size noshade nowrap clear char charoff abbr axis scope headers summary rules frame
    name contenteditable spellcheck draggable accesskey compact hspace vspace target rel rev download hreflang ping
    alt loading decoding longdesc cite datetime open hidden style itemprop itemscope itemtype itemid xmlns autofocus
    text link vlink alink lowsrc referrerpolicy crossorigin fetchpriority shape coords action method enctype
    accept-charset novalidate autocomplete for span slot is inputmode enterkeyhint part unselectable v xml:space
    """.split()  # noqa: SIM905
)
PRESENTATIONAL_PREFIXES = ("data-", "aria-", "on", "xmlns:", "o:", "v:", "w:", "x:", "_")

DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*((?:[^;\"'(]|\"[^\"]*\"|'[^']*'|\([^)]*\))*)")
PICTURE_IN_STYLE = re.compile(r"\b(?:url|image|image-set|element|cross-fade)\s*\(", re.IGNORECASE)
CONTENT_RULE = re.compile(
    r"url\s*\(|@import|image-set|(?<![\w-])(?:content|display|visibility|text-decoration|list-style|counter|transform)",
    re.IGNORECASE,
)


def describe_element(tag: str) -> str:
    """An element in words: "a film (<video>)"."""
    return f"{CONTENT_ELEMENTS[tag]} (<{tag}>)" if tag in CONTENT_ELEMENTS else f"<{tag}>"


def is_presentational(attribute: str) -> bool:
    return attribute in PRESENTATIONAL_ATTRIBUTES or attribute.startswith(PRESENTATIONAL_PREFIXES)


def read_style(node: Node) -> dict[str, str]:
    """The declarations of an element's `style`, names and values in lower case."""
    style = node.attributes.get("style", "")
    return {name.lower(): value.strip().lower() for name, value in DECLARATION.findall(style)}


def find_content_style(node: Node) -> str:
    """The content that the style of an element adds, in words; "" when it is presentation only."""
    if node.tag == "style":
        return describe_element("style") if CONTENT_RULE.search(node.read_text()) else ""
    for name, value in read_style(node).items():
        if PICTURE_IN_STYLE.search(value):
            return f"a picture in its style ({name})"
        if name in {"transform", "rotate", "scale", "unicode-bidi"} and value not in {"none", "normal"}:
            return f"text that is transformed by its style ({name})"
    return "a background picture" if node.attributes.get("background") else ""


def drop_hidden(node: Node) -> Node:
    """The node without its hidden descendants."""
    return replace(node, children=tuple(drop_hidden(child) for child in node.children if not is_hidden(child)))


def is_hidden(node: Node) -> bool:
    style = read_style(node)
    is_invisible = style.get("display") == "none" or style.get("visibility") in {"hidden", "collapse"}
    return "hidden" in node.attributes or is_invisible
