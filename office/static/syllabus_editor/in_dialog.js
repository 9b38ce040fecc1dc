// In a dialog of the editor, the link "No, take me back" of a delete page closes the dialog.
if (window.parent !== window) {
    document.querySelectorAll(".cancel-link").forEach((link) => {
        link.addEventListener("click", (event) => {
            event.preventDefault();
            event.stopImmediatePropagation();
            window.parent.postMessage("syllabus:closed", window.location.origin);
        }, true);
    });
}
