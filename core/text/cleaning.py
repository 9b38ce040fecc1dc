"""Normalises text before it is stored: one spelling for what looks the same, without invisible characters.

Every entry point of text calls one of these functions: API fields, form fields, commands, imports and search terms.
Otherwise two encodings of `ö` could be two people, and nobody could log in with an e-mail address that holds an
invisible character.
"""

import re
import unicodedata

# Zero-width characters, soft hyphens, bidirectional controls, fillers and deprecated controls (Unicode 15, UAX 44
# Default_Ignorable_Code_Point, and the controls of ISO 6429). NUL stays: fields reject it with a message.
INVISIBLE = re.compile(
    "[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Invisible characters that some scripts and emoji need; elsewhere they have no effect and are removed (`has_effect`).
JOINERS = "\u200c\u200d"
EMOJI_SELECTORS = "\ufe0e\ufe0f"
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0d\U000e0100-\U000e01ef]")
TAG = re.compile("[\U000e0020-\U000e007f]")
CONTEXT_DEPENDENT = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]")
# Begins the flags that are spelled with tags, six after it at most: England, Scotland, Wales. LOOK_BEHIND covers them.
BLACK_FLAG = "\U0001f3f4"
LOOK_BEHIND = 8
KEYCAPS = "0123456789#*"
# The blocks from Arabic to the Brahmic scripts of South East Asia, in which joiners change the shape of letters.
JOINING_SCRIPTS = (0x0600, 0x1CFF)
VIRAMA_CLASS = 9  # the canonical combining class of viramas (UAX 44)
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\u0085]")
DOTS = re.compile("[\u3002\uff0e\uff61]")  # browsers read these as a dot in a domain (UTS 46)


def clean_text(text: str) -> str:
    """Text of any length in NFC, without invisible characters. Line breaks, tabs and spaces stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return drop_ineffective(text) if CONTEXT_DEPENDENT.search(text) else text


def clean_line(text: str) -> str:
    """A name, a title or a search term: like `clean_text`, with every kind of space replaced by U+0020."""
    return clean_text(SPACES.sub(" ", text))


def drop_ineffective(text: str) -> str:
    """The text without joiners, selectors and tags where they have no effect."""
    kept: list[str] = []
    for index, character in enumerate(text):
        if not CONTEXT_DEPENDENT.match(character) or has_effect(
            character, "".join(kept[-LOOK_BEHIND:]), text[index + 1 : index + 2]
        ):
            kept.append(character)
    return "".join(kept)


def has_effect(character: str, before: str, after: str) -> bool:
    """Whether a joiner, selector or tag changes how the characters around it look."""
    last = before[-1:]
    if character in JOINERS:
        return (is_joining_letter(last) and (is_joining_letter(after) or is_virama(last))) or (
            character == "\u200d" and is_emoji(last) and is_emoji(after)
        )
    if character in EMOJI_SELECTORS:
        return is_emoji(last) or (last != "" and last in KEYCAPS and after == "\u20e3")
    if VARIATION_SELECTORS.match(character):
        return last != "" and unicodedata.name(last, "").startswith(("CJK ", "MYANMAR", "PHAGS-PA"))
    return TAG.sub("", before).endswith(BLACK_FLAG)


def is_joining_letter(character: str) -> bool:
    first, last = JOINING_SCRIPTS
    return character != "" and first <= ord(character) <= last and unicodedata.category(character)[0] in "LM"


def is_virama(character: str) -> bool:
    return character != "" and unicodedata.combining(character) == VIRAMA_CLASS


def is_emoji(character: str) -> bool:
    """Whether it may be an emoji or a part of one. Approximated by general categories: So has most emoji, Sk the skin
    tones, Sm arrows such as ↔, Po ‼ and ⁉."""
    return character != "" and (
        character in EMOJI_SELECTORS or unicodedata.category(character) in ("So", "Sk", "Sm", "Po")
    )


def clean_email(text: str) -> str:
    """The canonical spelling of an e-mail address, by which it is stored and looked up: lower case, without invisible
    characters, the domain in Unicode and not in the `xn--` form of the DNS.

    Does not validate the address; the field does.
    """
    text = re.sub(f"[{JOINERS}]", "", clean_line(text)).strip()
    local, at, domain = text.rpartition("@")
    return clean_text(f"{local}{at}{clean_domain(domain) if at else domain}".lower())


def clean_domain(domain: str) -> str:
    domain = DOTS.sub(".", unicodedata.normalize("NFKC", domain)).lower()
    return unicodedata.normalize("NFC", ".".join(decode_label(label) for label in domain.split(".")))


def decode_label(label: str) -> str:
    """A label of a domain in Unicode; unchanged when it is not a valid `xn--` label (RFC 5891, section 4.4)."""
    if not label.startswith("xn--") or not label.isascii():
        return label
    try:
        decoded = label[4:].encode().decode("punycode")
    except UnicodeError:
        return label
    is_canonical = clean_line(decoded).lower() == decoded and decoded.encode("punycode") == label[4:].encode()
    return decoded if is_canonical and decoded.isprintable() and not re.search(r"[\s@./]", decoded) else label


def clean_password(password: str) -> str:
    """A password as it is hashed: in NFC, otherwise unchanged.

    This is the OpaqueString profile of RFC 8265 without its mapping of spaces, which would lock out people whose
    existing password holds such a space.
    """
    return unicodedata.normalize("NFC", password)


def list_password_spellings(password: str) -> list[str]:
    """The spellings that a typed password may have been hashed in, the likeliest first.

    Passwords are hashed in NFC now; older hashes were computed from whatever the client sent, composed or decomposed. A
    password without accents has one spelling only.
    """
    composed = clean_password(password)
    return list(dict.fromkeys([composed, password, unicodedata.normalize("NFD", password)]))
