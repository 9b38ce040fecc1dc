// A dialog of the course page tells the page; a window that Django's own forms opened does as Django does.
if (window.parent !== window) {
    window.parent.postMessage("course:saved", window.location.origin);
} else {
    const script = document.createElement("script");
    script.src = document.currentScript.dataset.django;
    document.body.append(script);
}
