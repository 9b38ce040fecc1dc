// The syllabus editor: forms open in a dialog, rows are moved by mouse, touch or buttons, and the outline is refreshed.
(() => {
    "use strict";

    const editor = document.getElementById("syllabus");
    const outline = document.getElementById("syllabus-outline");
    const status = editor.querySelector(".syllabus-status");
    const dialog = document.getElementById("syllabus-dialog");
    const title = document.getElementById("syllabus-dialog-title");
    const token = editor.querySelector("[name=csrfmiddlewaretoken]").value;
    const texts = document.getElementById("script-texts").dataset;
    let frame = dialog.querySelector("iframe");
    let isEdited = false;
    let hasSaved = false;

    function showStatus(text, isProblem = false) {
        status.textContent = text;
        status.classList.toggle("syllabus-problem", isProblem);
    }

    // --- the dialog

    function openDialog(link) {
        title.textContent = link.dataset.dialog;
        dialog.classList.toggle("syllabus-phone", "phone" in link.dataset);
        // A new frame each time: reusing one would add its pages to the browser's history.
        const newFrame = document.createElement("iframe");
        newFrame.title = link.dataset.dialog;
        hasSaved = false;
        let isFirst = true;
        newFrame.addEventListener("load", () => {
            // A further form in the same dialog: "Save and add another" has stored a row, or the form had errors.
            if (!isFirst) { hasSaved = true; isEdited = false; }
            isFirst = false;
            watchForChanges(newFrame);
            if (link.dataset.field) { newFrame.contentDocument.querySelector(link.dataset.field)?.scrollIntoView(); }
        });
        newFrame.src = link.href;
        frame.replaceWith(newFrame);
        frame = newFrame;
        isEdited = false;
        dialog.showModal();
    }

    // Notes whether something was typed or chosen, so that closing asks before it is lost.
    function watchForChanges(shown) {
        const markEdited = () => { isEdited = true; };
        for (const kind of ["input", "change", "trix-attachment-add"]) {
            shown.contentDocument.addEventListener(kind, markEdited);
        }
        shown.contentDocument.addEventListener("keydown", (event) => {
            if (event.key === "Escape") { closeDialog(); }
            if (event.target.closest("trix-editor")) { markEdited(); }
        });
        shown.contentDocument.addEventListener("submit", () => { isEdited = false; });
    }

    // Also what no event tells: select2's choices, and what was typed into a form that the server has refused.
    const isUnsaved = () => dialog.open && (isEdited || Boolean(frame.contentWindow?.hasUnsavedChanges?.()));

    window.addEventListener("beforeunload", (event) => { if (isUnsaved()) { event.preventDefault(); } });

    function closeDialog() {
        if (isUnsaved() && !window.confirm(texts.closeUnsaved)) { return; }
        isEdited = false;
        dialog.close();
        const isStale = hasSaved;
        hasSaved = false;
        frame.src = "about:blank";
        if (isStale) { refresh(); }
    }

    dialog.addEventListener("cancel", (event) => { event.preventDefault(); closeDialog(); });
    dialog.querySelector("[data-close]").addEventListener("click", closeDialog);

    // From saved.js and in_dialog.js in the frame; messages of other windows are ignored.
    window.addEventListener("message", (event) => {
        if (event.origin !== window.location.origin || event.source !== frame.contentWindow) { return; }
        if (event.data === "syllabus:closed") { closeDialog(); }
        if (event.data === "syllabus:saved") {
            isEdited = false;
            hasSaved = false;
            dialog.close();
            frame.src = "about:blank";
            refresh().then(() => showStatus(texts.saved));
        }
    });

    // --- the outline

    // Loads the page again and replaces the outline; what is unfolded stays unfolded.
    async function refresh() {
        const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const newOutline = page.getElementById("syllabus-outline");
        if (!response.ok || !newOutline) { window.location.reload(); return; }
        const states = new Map([...outline.querySelectorAll("details")].map((details) => [details.id, details.open]));
        for (const details of newOutline.querySelectorAll("details")) {
            if (states.has(details.id)) { details.open = states.get(details.id); }
        }
        outline.replaceChildren(...newOutline.childNodes);
        makeMovable();
    }

    // --- the order

    async function storeOrder(list) {
        const { list: kind, parent } = list.dataset;
        // The missions of a training are in several lists, one for each phase, but have one order.
        const lists = `[data-list="${kind}"][data-parent="${parent}"]`;
        const ids = [...outline.querySelectorAll(`${lists} > [data-id]`)].map((row) => row.dataset.id);
        const body = new URLSearchParams([["kind", kind], ["parent", parent], ...ids.map((id) => ["ids", id])]);
        try {
            const response = await fetch(editor.dataset.order, {
                method: "POST", body, headers: { "X-CSRFToken": token },
            });
            // To the login page: the session has ended.
            if (response.redirected) { window.location.reload(); return; }
            if (response.ok) { showStatus(texts.orderSaved); return; }
            const { message, errors } = await response.json();
            await refresh();
            showStatus(Object.values(errors || {}).flat().join(" ") || message, true);
        } catch {
            showStatus(texts.orderUnsaved, true);
        }
    }

    // One request after the other, so that the last order is the one that is kept.
    let lastRequest = Promise.resolve();
    const queueOrder = (list) => { lastRequest = lastRequest.then(() => storeOrder(list)); };

    function moveRow(button) {
        const row = button.closest("[data-id]");
        const isUp = button.dataset.move === "-1";
        const other = isUp ? row.previousElementSibling : row.nextElementSibling;
        if (!other) { return; }
        if (isUp) { other.before(row); } else { other.after(row); }
        button.focus();
        queueOrder(row.parentElement);
    }

    function makeMovable() {
        for (const list of outline.querySelectorAll("[data-list]")) {
            new Sortable(list, {
                draggable: "[data-id]", handle: ".syllabus-handle", animation: 150, forceFallback: true, onUpdate: () => queueOrder(list),
            });
        }
    }

    makeMovable();

    document.addEventListener("click", (event) => {
        const link = event.target.closest("[data-dialog]");
        const button = event.target.closest("[data-move]");
        if (button) { moveRow(button); }
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
        event.preventDefault();
        openDialog(link);
    });
})();
