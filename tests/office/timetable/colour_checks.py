"""The contrast of two colours."""


def get_luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def get_contrast(one: str, other: str) -> float:
    """By WCAG 2.2: from 1 to 21."""
    darker, lighter = sorted((get_luminance(one), get_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
