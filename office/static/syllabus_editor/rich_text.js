// Pictures in the rich-text editor, and warnings about pasted content that it cannot keep.
(() => {
    "use strict";

    const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    const MAX_BYTES = 5 * 1024 * 1024; // as in pictures.py
    // This script is in the head of the page, before the texts.
    const texts = () => document.getElementById("script-texts").dataset;
    let uploads = 0;

    // No "photo.jpg 120 KB" below a picture: only a caption that somebody wrote.
    Trix.config.attachments.preview.caption = { name: false, size: false };

    // With unfold's setting, Trix would join paragraphs when a slide is opened.
    Trix.config.blockAttributes.p.group = false;

    const getInput = (editor) => document.getElementById(editor.getAttribute("input"));

    function showStatus(editor, text) {
        const status = editor.closest("form").querySelector(".rich-text-status");
        if (status) { status.textContent = text; }
    }

    // The server stores <figure><img><figcaption> without the attributes that Trix needs to recognise a picture: adds them.
    function addTrixAttributes(html) {
        const page = new DOMParser().parseFromString(html, "text/html");
        for (const figure of page.querySelectorAll("figure")) {
            const image = figure.querySelector("img");
            if (!image) { continue; }
            const attachment = { contentType: "image", url: image.getAttribute("src") };
            for (const side of ["width", "height"]) {
                if (image.getAttribute(side)) { attachment[side] = Number(image.getAttribute(side)); }
            }
            const caption = figure.querySelector("figcaption")?.textContent.trim();
            figure.setAttribute("data-trix-attachment", JSON.stringify(attachment));
            if (caption) { figure.setAttribute("data-trix-attributes", JSON.stringify({ caption })); }
        }
        return page.body.innerHTML;
    }

    document.addEventListener("trix-before-initialize", (event) => {
        // What Trix itself says: below a picture, and of the button that removes it.
        Object.assign(Trix.config.lang, { captionPlaceholder: texts().caption, remove: texts().remove });
        const input = getInput(event.target);
        if (input && input.value.includes("<figure")) { input.value = addTrixAttributes(input.value); }
    });

    const FORMULA = 'annotation[encoding="application/x-tex"]';
    const UNSUPPORTED = {
        table: "lostTable", math: "lostFormula", video: "lostFilm", audio: "lostSound",
        svg: "lostDrawing", canvas: "lostDrawing", iframe: "lostPage", object: "lostObject",
        embed: "lostObject", input: "lostField", select: "lostField", textarea: "lostField",
        sub: "lostSub", sup: "lostSup",
    };

    // Pasted formulas are replaced by their TeX if they carry it; a message names what the editor drops.
    document.addEventListener("trix-before-paste", (event) => {
        if (!event.paste.html) { return; }
        const page = new DOMParser().parseFromString(event.paste.html, "text/html");
        for (const math of page.querySelectorAll("math")) {
            const tex = math.querySelector(FORMULA)?.textContent.trim();
            const isBlock = math.getAttribute("display") === "block";
            // KaTeX and MathJax contain a formula twice, for screen readers and drawn: both are replaced.
            const whole = math.closest(".katex, mjx-container, .mwe-math-element") || math;
            if (tex) { whole.replaceWith(isBlock ? `\\[${tex}\\]` : `\\(${tex}\\)`); }
        }
        const lost = Object.keys(UNSUPPORTED).filter((tag) => page.querySelector(tag)).map((tag) => texts()[UNSUPPORTED[tag]]);
        event.paste.html = page.body.innerHTML;
        showStatus(event.target, lost.length ? texts().lost.replace("%(parts)s", [...new Set(lost)].join(", ")) : "");
    });

    // The input is never added to the page: the admin's own script fails on a file input outside a field.
    function choosePictures(editor) {
        const input = document.createElement("input");
        input.type = "file";
        input.accept = KINDS.join();
        input.multiple = true;
        input.addEventListener("change", () => editor.editor.insertFiles(input.files));
        input.click();
    }

    document.addEventListener("trix-initialize", (event) => {
        const tools = event.target.toolbarElement.querySelector("[data-trix-button-group=block-tools]");
        const button = tools.querySelector("button").cloneNode(true);
        button.removeAttribute("data-trix-attribute");
        button.addEventListener("click", () => choosePictures(event.target));
        button.title = texts().picture;
        button.querySelector("span").textContent = "image";
        tools.prepend(button);
        event.target.closest("form").addEventListener("submit", (submitted) => {
            if (uploads) {
                submitted.preventDefault();
                showStatus(event.target, texts().pictureWaits);
            }
        });
    });

    document.addEventListener("trix-file-accept", (event) => {
        if (!KINDS.includes(event.file.type)) {
            event.preventDefault();
            showStatus(event.target, texts().pictureKind);
        } else if (event.file.size > MAX_BYTES) {
            event.preventDefault();
            showStatus(event.target, texts().pictureSize);
        }
    });

    document.addEventListener("trix-attachment-add", (event) => {
        if (event.attachment.file) { uploadPicture(event.target, event.attachment); }
    });

    async function uploadPicture(editor, attachment) {
        const form = new FormData();
        form.append("file", attachment.file);
        uploads += 1;
        showStatus(editor, texts().pictureUploads);
        try {
            const token = editor.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
            const response = await fetch(getInput(editor).dataset.pictures, {
                method: "POST", body: form, headers: { "X-CSRFToken": token },
            });
            const { url, message, errors } = await response.json();
            if (!url) { throw new Error(Object.values(errors || {}).flat().join(" ") || message); }
            attachment.setAttributes({ url });
            showStatus(editor, "");
        } catch (error) {
            attachment.remove();
            showStatus(editor, texts().pictureFailed.replace("%(reason)s", error.message));
        } finally {
            uploads -= 1;
        }
    }
})();
