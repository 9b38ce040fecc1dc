"""Tables of MathML characters and values and their TeX (see mathml.py)."""

import re


def split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Attributes of appearance. Those of the last line are read by the writers of the elements that they change.
IGNORED_ATTRIBUTES = split_words(
    """
    xmlns class id style dir lang mathsize mathcolor color mathbackground background displaystyle scriptlevel
    stretchy fence separator form lspace rspace width height depth voffset columnalign rowalign columnspacing
    rowspacing columnlines rowlines frame equalrows equalcolumns accent accentunder movablelimits largeop symmetric
    minsize maxsize title role overflow alttext align side minlabelspacing fontfamily fontsize fontweight fontstyle
    display linebreak linethickness bevelled open close separators mathvariant notation encoding rowspan columnspan
    """
)
VARIANTS = {
    "bold": r"\mathbf", "normal": r"\mathrm", "double-struck": r"\mathbb", "script": r"\mathcal",
    "fraktur": r"\mathfrak", "sans-serif": r"\mathsf", "monospace": r"\mathtt", "bold-italic": r"\boldsymbol",
}  # fmt: skip
FUNCTIONS = split_words(
    """
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp lim max min sup inf det gcd dim ker
    deg arg Pr
    """
)
LIMITS = re.compile(r"\\(?:sum|prod|coprod|bigcup|bigcap|lim|max|min|sup|inf|int|limsup|liminf)\Z")
SIGNS = {
    "\\": r"\backslash", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\text{\textasciicircum}", "~": r"\sim", "−": "-", "′": r"\prime", "″": r"\prime\prime", "‖": r"\|",
    "…": r"\ldots", "⋯": r"\cdots", "√": r"\surd", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "×": r"\times",
    "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot", "±": r"\pm", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx",
    "∞": r"\infty", "°": r"\degree", "→": r"\to", "∂": r"\partial", "Δ": r"\Delta", "π": r"\pi",
}  # fmt: skip
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2061\u2062\u2063\u2064\ufeff"))
IN_TEXT = {
    "\\": r"\textbackslash ", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum ", "~": r"\textasciitilde ", "\u00a0": " ",
}  # fmt: skip
OVER = {
    "¯": r"\overline", "‾": r"\overline", "_": r"\overline", "→": r"\overrightarrow", "\u20d7": r"\vec",
    "←": r"\overleftarrow", "^": r"\widehat", "ˆ": r"\widehat", "~": r"\widetilde", "˜": r"\widetilde", "˙": r"\dot",
    ".": r"\dot", "¨": r"\ddot", "⏞": r"\overbrace",
}  # fmt: skip
UNDER = {"_": r"\underline", "¯": r"\underline", "‾": r"\underline", "\u0332": r"\underline", "⏟": r"\underbrace"}
ENCLOSED = {
    "box": r"\boxed", "updiagonalstrike": r"\cancel", "downdiagonalstrike": r"\bcancel", "top": r"\overline",
    "bottom": r"\underline", "radical": r"\sqrt",
}  # fmt: skip
FENCES = {
    "(": "(", ")": ")", "[": "[", "]": "]", "{": r"\{", "}": r"\}", "|": "|", "‖": r"\|", "⟨": r"\langle",
    "⟩": r"\rangle", "": ".",
}  # fmt: skip
