// Draws the formulas in every element of the class "formulas". One that cannot be drawn stays as it is written.
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
