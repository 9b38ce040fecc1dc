r"""The scripts and styles that draw TeX between `\(…\)` and `\[…\]`: KaTeX, served from our own static files.

They draw the formulas in every element of the class `formulas` once the page is loaded (formulas.js).
"""

from django.utils.translation import gettext_lazy as _

FORMULA_STYLES = ("syllabus_editor/katex/katex.min.css", "syllabus_editor/formulas.css")
FORMULA_SCRIPTS = (
    "syllabus_editor/katex/katex.min.js",
    "syllabus_editor/katex/auto-render.min.js",
    "syllabus_editor/formulas.js",
)
HOW_TO_WRITE_FORMULAS = _(r"Write formulas in TeX: \(x^2\) within a line, \[x^2\] on a line of its own.")
