r"""The scripts and styles that draw TeX between `\(…\)` and `\[…\]`: KaTeX, kept with the server.

What stands in an element of the class `formulas` is drawn once the page is there (formulas.js).
"""

FORMULA_STYLES = ("authoring/katex/katex.min.css", "authoring/formulas.css")
FORMULA_SCRIPTS = (
    "authoring/katex/katex.min.js",
    "authoring/katex/auto-render.min.js",
    "authoring/formulas.js",
)
HOW_TO_WRITE_FORMULAS = r"A formula is written as TeX: \(x^2\) in the line, \[x^2\] on a line of its own."
