// Draws the formulas in every element of the class "formulas". A formula that cannot be drawn stays TeX.
document.addEventListener("DOMContentLoaded", () => {
    "use strict";
    const delimiters = [
        { left: "\\(", right: "\\)", display: false },
        { left: "\\[", right: "\\]", display: true },
    ];
    for (const element of document.querySelectorAll(".formulas")) {
        renderMathInElement(element, { delimiters, throwOnError: false, trust: false, maxExpand: 200, maxSize: 50 });
    }
});
