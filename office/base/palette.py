"""The colours of the admin's frame, from the accent colour of a school."""

from core.text.colors import Oklch, convert_to_oklch

# Lightness and share of the accent's chroma for each weight, those of the blue in config/unfold.py. Buttons with white
# text and links on white have weight 600, which is the accent itself; the lighter ones are for the dark theme.
LIGHTER = {
    "50": (0.97, 0.08),
    "100": (0.94, 0.18),
    "200": (0.885, 0.37),
    "300": (0.805, 0.65),
    "400": (0.705, 0.9),
    "500": (0.615, 1.0),
}
# Of the darker ones, the lightness as a share of the accent's.
DARKER = {"700": (0.88, 0.9), "800": (0.76, 0.74), "900": (0.68, 0.58), "950": (0.51, 0.45)}


def build_palette(accent: str) -> dict[str, str]:
    """The weights of unfold's primary colour (`COLORS`)."""
    color = convert_to_oklch(accent)
    lighter = {weight: color._replace(lightness=light, chroma=color.chroma * share)
               for weight, (light, share) in LIGHTER.items()}  # fmt: skip
    darker = {weight: color._replace(lightness=color.lightness * light, chroma=color.chroma * share)
              for weight, (light, share) in DARKER.items()}  # fmt: skip
    return {**{weight: write_oklch(color) for weight, color in {**lighter, **darker}.items()}, "600": accent}


def write_oklch(color: Oklch) -> str:
    return f"oklch({color.lightness:.1%} {color.chroma:.3f} {color.hue:.0f})"
