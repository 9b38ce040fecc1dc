"""Colours as `#rrggbb`: contrast as WCAG 2.2 measures it, and palettes in OKLCH (w3.org/TR/css-color-4)."""

import math
import re
from typing import NamedTuple

HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
WHITE = "#ffffff"
# Text of normal size is readable from this contrast on (WCAG 2.2, 1.4.3).
READABLE = 4.5


class Oklch(NamedTuple):
    """Lightness from 0 to 1, chroma, and hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def is_color(text: str) -> bool:
    return HEX_COLOR.fullmatch(text) is not None


def read_channels(color: str) -> tuple[float, float, float]:
    """Red, green and blue of `#rrggbb` in linear light, from 0 to 1."""
    red, green, blue = (linearise(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def linearise(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def compute_contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted(compute_luminance(color) for color in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def compute_luminance(color: str) -> float:
    red, green, blue = read_channels(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def darken_until_readable(color: str) -> str:
    """The colour itself or, if white text is not readable on it, the lightest darker one on which it is."""
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    for percent in range(100, -1, -1):
        darker = "#" + "".join(f"{channel * percent // 100:02x}" for channel in channels)
        if compute_contrast(darker, WHITE) >= READABLE:
            return darker
    return "#000000"


def convert_to_oklch(color: str) -> Oklch:
    red, green, blue = read_channels(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)
