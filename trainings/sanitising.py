"""HTML that people write into slides, reduced to what cannot harm who reads it."""

import nh3

TAGS = nh3.ALLOWED_TAGS - {"map", "area"}
SCHEMES = {"http", "https", "mailto"}

# What the rich-text editor of the admin reads and writes again. It has no tables, and drops what it does not know.
EDITOR_TAGS = set(
    "a b blockquote br del div em figcaption figure h1 h2 h3 h4 i img li ol p pre strong u ul".split()  # noqa: SIM905
)
EDITOR_ATTRIBUTES = {"a": {"href"}, "img": {"src", "width", "height"}}


def clean_html(html: str) -> str:
    """`html` without scripts, event handlers, styles, forms and foreign frames."""
    return nh3.clean(html, tags=TAGS, url_schemes=SCHEMES, link_rel="noopener noreferrer")


def fits_editor(html: str) -> bool:
    """Whether the editor keeps all of `html`: opened in it and saved, nothing would be lost."""
    kept = nh3.clean(
        html, tags=EDITOR_TAGS, attributes=EDITOR_ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return kept == clean_html(html)
