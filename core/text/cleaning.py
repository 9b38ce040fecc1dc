"""Text as it is kept: one spelling for what looks the same, and nothing that nobody can see.

Every edge where text comes in calls one of these functions: fields of the API and of forms, commands, imports and
search terms. Two spellings of `ö` that look alike would otherwise be two people, and an address with an invisible
character could never be typed again.
"""

import re
import unicodedata

# Zero width, soft hyphens, orders about the direction of writing, fillers and retired controls (Unicode 15, UAX 44
# Default_Ignorable_Code_Point, and the controls of ISO 6429). NUL stays: forms and fields refuse it in words.
INVISIBLE = re.compile(
    "[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
)
# These are part of how some scripts, and pictures, are written. Elsewhere they are invisible like the others.
JOINERS = "\u200c\u200d"
EMOJI_SELECTORS = "\ufe0e\ufe0f"
SELECTORS = re.compile("[\ufe00-\ufe0d\U000e0100-\U000e01ef]")
TAG = re.compile("[\U000e0020-\U000e007f]")
MAYBE_MEANINGLESS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]")
BLACK_FLAG = "\U0001f3f4"  # begins the flags that tags spell: England, Scotland, Wales
KEYCAPS = "0123456789#*"
# From Arabic to the Brahmi scripts of India and South East Asia, letters join or part by these characters.
JOINING_SCRIPTS = (0x0600, 0x1CFF)
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\u0085]")
DOTS = re.compile("[\u3002\uff0e\uff61]")  # what browsers take for a dot in a domain


def clean_text(text: str) -> str:
    """Text of any length in NFC, without invisible characters. Line breaks, tabs and spaces stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return drop_meaningless(text) if MAYBE_MEANINGLESS.search(text) else text


def clean_line(text: str) -> str:
    """A name, a title or a search term: like `clean_text`, and every kind of space is a plain one."""
    return clean_text(SPACES.sub(" ", text))


def drop_meaningless(text: str) -> str:
    """Without the joiners, selectors and tags that stand where they mean nothing."""
    kept: list[str] = []
    for index, character in enumerate(text):
        if not MAYBE_MEANINGLESS.match(character) or is_meaningful(
            character, "".join(kept[-8:]), text[index + 1 : index + 2]
        ):
            kept.append(character)
    return "".join(kept)


def is_meaningful(character: str, before: str, after: str) -> bool:
    last = before[-1:]
    if character in JOINERS:
        return (is_joining(last) and (is_joining(after) or is_virama(last))) or (
            character == "\u200d" and is_emoji(last) and is_emoji(after)
        )
    if character in EMOJI_SELECTORS:
        return is_emoji(last) or (last != "" and last in KEYCAPS and after == "\u20e3")
    if SELECTORS.match(character):
        return last != "" and unicodedata.name(last, "").startswith(("CJK ", "MYANMAR", "PHAGS-PA"))
    return TAG.sub("", before).endswith(BLACK_FLAG)


def is_joining(character: str) -> bool:
    first, last = JOINING_SCRIPTS
    return character != "" and first <= ord(character) <= last and unicodedata.category(character)[0] in "LM"


def is_virama(character: str) -> bool:
    return character != "" and unicodedata.combining(character) == 9


def is_emoji(character: str) -> bool:
    """Pictures and what changes them: symbols, skin colours, the selector that asks for colour."""
    return character != "" and (
        character in EMOJI_SELECTORS or unicodedata.category(character) in ("So", "Sk", "Sm", "Po")
    )


def clean_email(text: str) -> str:
    """The one spelling of an address, by which it is stored and looked for: lower case, without invisible characters,
    the domain as people write it and not in the `xn--` of the DNS. It may still be no address: the field says so."""
    text = re.sub(f"[{JOINERS}]", "", clean_line(text)).strip()
    local, at, domain = text.rpartition("@")
    return clean_text(f"{local}{at}{clean_domain(domain) if at else domain}".lower())


def clean_domain(domain: str) -> str:
    domain = DOTS.sub(".", unicodedata.normalize("NFKC", domain)).lower()
    return unicodedata.normalize("NFC", ".".join(decode_label(label) for label in domain.split(".")))


def decode_label(label: str) -> str:
    """A label of a domain in Unicode; as it is when it is no proper `xn--` (RFC 5891, section 4.4)."""
    if not label.startswith("xn--") or not label.isascii():
        return label
    try:
        decoded = label[4:].encode().decode("punycode")
    except UnicodeError:
        return label
    is_proper = clean_line(decoded).lower() == decoded and decoded.encode("punycode") == label[4:].encode()
    return decoded if is_proper and decoded.isprintable() and not re.search(r"[\s@./]", decoded) else label


def clean_password(password: str) -> str:
    """A password as it is hashed: NFC, the rest untouched (RFC 8265, OpaqueString, without its mapping of spaces, which
    passwords that are set already may hold)."""
    return unicodedata.normalize("NFC", password)


def list_password_spellings(password: str) -> list[str]:
    """What a typed password may have been hashed as, the likeliest first: in NFC since passwords are normalised; as the
    keyboard gave it, and decomposed, before. One, unless it has accents."""
    composed = clean_password(password)
    return list(dict.fromkeys([composed, password, unicodedata.normalize("NFD", password)]))
