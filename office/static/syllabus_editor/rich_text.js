// Pictures in the rich-text editor, and what of Trix the server does not keep.
(() => {
    "use strict";

    const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    const MOST = 5 * 1024 * 1024;
    let waiting = 0;

    // No "photo.jpg 120 KB" below a picture: a caption is what somebody writes.
    Trix.config.attachments.preview.caption = { name: false, size: false };

    // unfold's paragraph would be joined with the next one when a slide is opened.
    Trix.config.blockAttributes.p.group = false;

    const field = (editor) => document.getElementById(editor.getAttribute("input"));

    function say(editor, text) {
        const status = editor.closest("form").querySelector(".rich-text-status");
        if (status) { status.textContent = text; }
    }

    // The server keeps <figure><img><figcaption>, without the attributes by which Trix knows its pictures again.
    function recognised(html) {
        const page = new DOMParser().parseFromString(html, "text/html");
        for (const figure of page.querySelectorAll("figure")) {
            const image = figure.querySelector("img");
            if (!image) { continue; }
            const told = { contentType: "image", url: image.getAttribute("src") };
            for (const side of ["width", "height"]) {
                if (image.getAttribute(side)) { told[side] = Number(image.getAttribute(side)); }
            }
            const caption = figure.querySelector("figcaption")?.textContent.trim();
            figure.setAttribute("data-trix-attachment", JSON.stringify(told));
            if (caption) { figure.setAttribute("data-trix-attributes", JSON.stringify({ caption })); }
        }
        return page.body.innerHTML;
    }

    document.addEventListener("trix-before-initialize", (event) => {
        const input = field(event.target);
        if (input && input.value.includes("<figure")) { input.value = recognised(input.value); }
    });

    const FORMULA = 'annotation[encoding="application/x-tex"]';
    const UNKNOWN = {
        table: "a table", math: "a formula (write it as TeX between \\( and \\))", video: "a film", audio: "sound",
        svg: "a drawing", canvas: "a drawing", iframe: "another page", object: "an embedded object",
        embed: "an embedded object", input: "a form field", select: "a form field", textarea: "a form field",
        sub: "lowered text", sup: "raised text",
    };

    // What is pasted comes with its formulas as TeX where they carry it; what the editor drops is said.
    document.addEventListener("trix-before-paste", (event) => {
        if (!event.paste.html) { return; }
        const page = new DOMParser().parseFromString(event.paste.html, "text/html");
        for (const math of page.querySelectorAll("math")) {
            const tex = math.querySelector(FORMULA)?.textContent.trim();
            const isBlock = math.getAttribute("display") === "block";
            // KaTeX and MathJax write a formula twice: for readers of the screen, and drawn.
            const whole = math.closest(".katex, mjx-container, .mwe-math-element") || math;
            if (tex) { whole.replaceWith(isBlock ? `\\[${tex}\\]` : `\\(${tex}\\)`); }
        }
        const lost = Object.keys(UNKNOWN).filter((tag) => page.querySelector(tag)).map((tag) => UNKNOWN[tag]);
        event.paste.html = page.body.innerHTML;
        say(event.target, lost.length ? `The editor cannot keep: ${[...new Set(lost)].join(", ")}.` : "");
    });

    // An input that never enters the page: the admin's own script trips over one that stands in no field.
    function choose(editor) {
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
        button.addEventListener("click", () => choose(event.target));
        button.title = "Picture";
        button.querySelector("span").textContent = "image";
        tools.prepend(button);
        event.target.closest("form").addEventListener("submit", (submitted) => {
            if (waiting) {
                submitted.preventDefault();
                say(event.target, "A picture is still on its way. Save again in a moment.");
            }
        });
    });

    function choose(editor) {
        const picker = document.createElement("input");
        picker.type = "file";
        picker.accept = KINDS.join();
        picker.multiple = true;
        picker.addEventListener("change", () => editor.editor.insertFiles(picker.files));
        picker.click();
    }

    document.addEventListener("trix-file-accept", (event) => {
        if (!KINDS.includes(event.file.type)) {
            event.preventDefault();
            say(event.target, "Only PNG, JPEG, GIF and WebP pictures can stand in the text.");
        } else if (event.file.size > MOST) {
            event.preventDefault();
            say(event.target, "The picture is larger than 5 MB.");
        }
    });

    document.addEventListener("trix-attachment-add", (event) => {
        if (event.attachment.file) { send(event.target, event.attachment); }
    });

    async function send(editor, attachment) {
        const form = new FormData();
        form.append("file", attachment.file);
        waiting += 1;
        say(editor, "Sending the picture…");
        try {
            const token = editor.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
            const answer = await fetch(field(editor).dataset.pictures, {
                method: "POST", body: form, headers: { "X-CSRFToken": token },
            });
            const { url, message, errors } = await answer.json();
            if (!url) { throw new Error(Object.values(errors || {}).flat().join(" ") || message); }
            attachment.setAttributes({ url });
            say(editor, "");
        } catch (error) {
            attachment.remove();
            say(editor, `The picture is not taken. ${error.message}`);
        } finally {
            waiting -= 1;
        }
    }
})();
