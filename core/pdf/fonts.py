"""The fonts of the PDFs and the characters that they cover."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

PACKAGES = (
    "fontpkg_noto_sans",
    "fontpkg_noto_sans_arabic",
    "fontpkg_noto_sans_khmer",
    "fontpkg_noto_sans_tamil",
    "fontpkg_noto_sans_telugu",
    "fontpkg_noto_sans_thai",
    "noto_cjk_sans_jp_regular",
)

# The first family that has a character prints it. The emoji font comes before the fonts that have some emoji as
# symbols, because a sequence (woman, joiner, airplane) must be printed in one font.
FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Armenian",
    "Noto Sans Georgian",
    "Noto Sans Bengali",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Kannada",
    "Noto Sans Malayalam",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Noto Sans Lao",
    "Noto Sans Khmer",
    "Noto Sans Myanmar",
    "Noto Sans Ethiopic",
    "Noto Sans Thaana",
    "Noto Emoji",
    "Noto Sans CJK JP",
    "Noto Sans Math",
    "Noto Sans Symbols2",
)


def list_font_folders() -> list[Path]:
    return [Path(__file__).parent / "fonts", *(Path(str(files(package))) for package in PACKAGES)]


@cache
def load_fonts() -> typst.Fonts:
    """The fonts for the engine: no system fonts, so that a PDF looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list_font_folders())


@cache
def load_covered_characters() -> tuple[frozenset[int], ...]:
    """The code points that each of FAMILIES covers, in their order. Takes half a second, once per process."""
    from fontTools.ttLib import TTFont

    covered: dict[str, frozenset[int]] = {}
    for folder in list_font_folders():
        for path in folder.rglob("*.[ot]tf"):
            with TTFont(path, lazy=True) as font:
                covered[font["name"].getBestFamilyName()] = frozenset(font.getBestCmap() or ())
    return tuple(covered[family] for family in FAMILIES)
