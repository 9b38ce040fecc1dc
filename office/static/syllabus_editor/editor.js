// The course page: forms open in a dialog, rows move by drag, by touch and by buttons, the outline follows.
(() => {
    "use strict";

    const course = document.getElementById("course");
    const outline = document.getElementById("syllabus-outline");
    const status = course.querySelector(".syllabus-status");
    const dialog = document.getElementById("syllabus-dialog");
    const title = document.getElementById("syllabus-dialog-title");
    const token = course.querySelector("[name=csrfmiddlewaretoken]").value;
    let frame = dialog.querySelector("iframe");
    let isEdited = false;

    function say(text, isProblem = false) {
        status.textContent = text;
        status.classList.toggle("syllabus-problem", isProblem);
    }

    // --- the dialog

    function open(link) {
        title.textContent = link.dataset.dialog;
        dialog.classList.toggle("syllabus-phone", "phone" in link.dataset);
        // A new frame each time: one that is used again would leave its pages in the browser's history.
        const fresh = document.createElement("iframe");
        fresh.title = link.dataset.dialog;
        fresh.addEventListener("load", () => {
            watch(fresh);
            if (link.dataset.field) { fresh.contentDocument.querySelector(link.dataset.field)?.scrollIntoView(); }
        });
        fresh.src = link.href;
        frame.replaceWith(fresh);
        frame = fresh;
        isEdited = false;
        dialog.showModal();
    }

    function watch(shown) {
        const edited = () => { isEdited = true; };
        for (const kind of ["input", "change", "trix-attachment-add"]) {
            shown.contentDocument.addEventListener(kind, edited);
        }
        shown.contentDocument.addEventListener("keydown", (event) => {
            if (event.key === "Escape") { close(); }
            if (event.target.closest("trix-editor")) { edited(); }
        });
        shown.contentDocument.addEventListener("submit", () => { isEdited = false; });
    }

    function close() {
        if (isEdited && !window.confirm("Close without saving?")) { return; }
        isEdited = false;
        dialog.close();
        frame.src = "about:blank";
    }

    dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
    dialog.querySelector("[data-close]").addEventListener("click", close);

    window.addEventListener("message", (event) => {
        if (event.origin !== window.location.origin || event.source !== frame.contentWindow) { return; }
        if (event.data === "course:closed") { close(); }
        if (event.data === "course:saved") {
            isEdited = false;
            close();
            refresh().then(() => say("Saved."));
        }
    });

    // --- the outline

    async function refresh() {
        const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("syllabus-outline");
        if (!answer.ok || !fresh) { window.location.reload(); return; }
        const states = new Map([...outline.querySelectorAll("details")].map((one) => [one.id, one.open]));
        for (const one of fresh.querySelectorAll("details")) {
            if (states.has(one.id)) { one.open = states.get(one.id); }
        }
        outline.replaceChildren(...fresh.childNodes);
        makeMovable();
    }

    // --- the order

    async function store(list) {
        const { list: kind, parent } = list.dataset;
        const lists = `[data-list="${kind}"][data-parent="${parent}"]`;
        const ids = [...outline.querySelectorAll(`${lists} > [data-id]`)].map((row) => row.dataset.id);
        const sent = new URLSearchParams([["kind", kind], ["parent", parent], ...ids.map((id) => ["ids", id])]);
        try {
            const answer = await fetch(course.dataset.order, {
                method: "POST", body: sent, headers: { "X-CSRFToken": token },
            });
            if (answer.redirected) { window.location.reload(); return; }
            if (answer.ok) { say("The order is stored."); return; }
            const { message, errors } = await answer.json();
            await refresh();
            say(Object.values(errors || {}).flat().join(" ") || message, true);
        } catch {
            say("The server cannot be reached; the order is not stored.", true);
        }
    }

    // Stores follow one another, so that the last order made is the one that stays.
    let stored = Promise.resolve();
    const storeNext = (list) => { stored = stored.then(() => store(list)); };

    function move(button) {
        const row = button.closest("[data-id]");
        const isUp = button.dataset.move === "-1";
        const other = isUp ? row.previousElementSibling : row.nextElementSibling;
        if (!other) { return; }
        if (isUp) { other.before(row); } else { other.after(row); }
        button.focus();
        storeNext(row.parentElement);
    }

    function makeMovable() {
        for (const list of outline.querySelectorAll("[data-list]")) {
            new Sortable(list, {
                draggable: "[data-id]", handle: ".syllabus-handle", animation: 150, forceFallback: true, onUpdate: () => storeNext(list),
            });
        }
    }

    makeMovable();

    document.addEventListener("click", (event) => {
        const link = event.target.closest("[data-dialog]");
        const button = event.target.closest("[data-move]");
        if (button) { move(button); }
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
        event.preventDefault();
        open(link);
    });
})();
