r"""The scripts and styles that draw TeX between `\(…\)` and `\[…\]`: KaTeX, kept with the server.

What stands in an element of the class `formulas` is drawn once the page is there (formulas.js).
"""

FORMULA_STYLES = ("syllabus_editor/katex/katex.min.css", "syllabus_editor/formulas.css")
FORMULA_SCRIPTS = (
    "syllabus_editor/katex/katex.min.js",
    "syllabus_editor/katex/auto-render.min.js",
    "syllabus_editor/formulas.js",
)
HOW_TO_WRITE_FORMULAS = r"A formula is written as TeX: \(x^2\) in the line, \[x^2\] on a line of its own."
