// In a dialog, "No, take me back" closes the dialog.
if (window.parent !== window) {
    document.querySelectorAll(".cancel-link").forEach((link) => {
        link.addEventListener("click", (event) => {
            event.preventDefault();
            event.stopImmediatePropagation();
            window.parent.postMessage("course:closed", window.location.origin);
        }, true);
    });
}
