// Mends what django-unfold, select2 and Django's widgets leave out for people who use a keyboard or a screen reader: names of
// controls, roles and keys of what can only be clicked, icons that are read as the word by which they are drawn.
// Texts are in templates/managers/script_texts.html.
(() => {
  const texts = () => document.getElementById("script-texts")?.dataset ?? {};
  // Unfold's own elements that only a mouse can use. The area beside an open panel only closes it, as Escape does.
  const CLICKED = "[x-on\\:click]:not(button, input, select, textarea, summary, label, a[href]:not([href='#']), #changelist-filter-close)";
  const UNNAMED = "input:not([type=hidden], [type=submit]), select, textarea";
  const SWITCH = /^\s*(\w+) = !\1\b/;
  const KEPT_OPEN = "sidebarDesktopOpen"; // a preference, no menu

  function hideIcon(icon) {
    if (icon.tagName !== "INPUT" && !icon.matches(CLICKED)) icon.setAttribute("aria-hidden", "true");
  }

  function hasName(element) {
    if (element.ariaLabel || element.getAttribute("aria-labelledby") || element.title) return true;
    const text = element.cloneNode(true);
    text.querySelectorAll(".material-symbols-outlined").forEach((icon) => icon.remove());
    return text.textContent.trim() !== "";
  }

  function nameByIcon(element) {
    const icon = element.matches(".material-symbols-outlined") ? element : element.querySelector(".material-symbols-outlined");
    const name = icon && (element.closest("#nav-sidebar a") ? texts().home : texts()[icon.textContent.trim()]);
    if (name && !hasName(element)) element.setAttribute("aria-label", name);
  }

  // --- what can only be clicked

  // Before Alpine reads the attributes, so that it keeps the state up to date, and Escape closes what is open.
  function makeButton(element) {
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    nameByIcon(element);
    const state = SWITCH.exec(element.getAttribute("x-on:click"))?.[1] ?? (/(filterOpen) = true/.exec(element.getAttribute("x-on:click"))?.[1]);
    if (!state) return;
    element.setAttribute("x-bind:aria-expanded", `String(${state})`);
    if (state !== KEPT_OPEN) element.setAttribute("x-on:keydown.escape.window", `if (${state}) { ${state} = false; $el.focus(); }`);
  }

  function addCloseButton(filter) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "filter-close";
    close.textContent = texts().close;
    close.setAttribute("x-on:click", "filterOpen = false");
    filter.querySelector(".h-full")?.prepend(close);
  }

  document.addEventListener("alpine:init", () => {
    const everywhere = [document, ...[...document.querySelectorAll("template")].map((template) => template.content)];
    for (const root of everywhere) {
      root.querySelectorAll(CLICKED).forEach(makeButton);
      root.querySelectorAll(".material-symbols-outlined").forEach(hideIcon);
      root.querySelectorAll("[x-on\\:click*='sidebarMobileOpen']").forEach((close) => {
        if (!close.matches("button")) close.setAttribute("aria-label", texts().close);
      });
    }
    document.querySelectorAll("#changelist-filter").forEach(addCloseButton);
  });

  document.addEventListener("keydown", (event) => {
    if (![" ", "Enter"].includes(event.key) || !event.target.matches?.("[role=button]:not(button)")) return;
    event.preventDefault();
    event.target.click();
  });

  // --- names of fields

  function nameRowField(field) {
    const cell = field.closest("[data-label]");
    if (!cell || field.labels?.length || field.ariaLabel) return;
    const rows = [...field.closest("table").querySelectorAll(".form-group:not(.empty-form)")];
    const number = rows.indexOf(field.closest(".form-group")) + 1;
    const label = cell.dataset.label.trim();
    if (!label) return;
    field.ariaLabel = number ? texts().row.replace("%(field)s", label).replace("%(number)s", number) : label;
  }

  // Both boxes of a moment have the label of the first.
  function nameSecondBox(field) {
    if (field.labels?.length || field.ariaLabel || !/_1$/.test(field.id)) return;
    const label = document.querySelector(`label[for="${CSS.escape(field.id.replace(/_1$/, "_0"))}"]`);
    if (label) field.ariaLabel = getText(label);
  }

  const getText = (label) => label.textContent.replace(/[*:]\s*$/, "").trim();

  function findLabel(field) {
    return field.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  }

  // select2 puts a box of its own beside the hidden select; its name would be the chosen value alone.
  function nameCombo(box) {
    const field = box.previousElementSibling;
    if (!field?.matches?.("select")) return;
    const label = findLabel(field);
    const name = field.ariaLabel || (label && getText(label)) || field.closest("[data-label]")?.dataset.label.trim();
    if (!name) return;
    box.querySelectorAll(".select2-selection, .select2-search__field").forEach((part) => {
      part.removeAttribute("aria-labelledby");
      part.ariaLabel = field.multiple ? name : `${name}: ${box.querySelector(".select2-selection__rendered")?.title ?? ""}`;
    });
    box.querySelectorAll(".select2-selection__rendered").forEach((shown) => {
      // It repeats the value, and is neither a text box nor a list of list items.
      shown.setAttribute("role", field.multiple ? "group" : "presentation");
      if (field.multiple) shown.ariaLabel = name;
      shown.removeAttribute("aria-readonly");
      shown.querySelectorAll("li").forEach((item) => item.setAttribute("role", "presentation"));
    });
  }

  function nameRichText(editor) {
    const label = document.querySelector(`label[for="${CSS.escape(editor.id)}"]`);
    if (label && !editor.ariaLabel) editor.ariaLabel = getText(label);
  }

  function nameSearch() {
    const names = { "#searchbar": "search", "#searchbar-submit": "search", "#search-input-command": "search", "#command-submit": "search",
      "select[name=action]": "action" };
    for (const [selector, text] of Object.entries(names)) {
      document.querySelectorAll(selector).forEach((field) => { field.ariaLabel = texts()[text]; });
    }
  }

  // A table that is wider than the page scrolls in its own box, which the arrow keys reach and which says what it holds.
  function nameScrolled(box) {
    const isSimplebar = box.matches(".simplebar-content-wrapper");
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (!scrolls) {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      return;
    }
    if (!isSimplebar && box.matches("[tabindex]")) return;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.ariaLabel = box.closest("nav") ? texts().menu : box.closest("#changelist-filter") ? texts().filters : nameTable(box);
  }

  function nameTable(box) {
    const heading = box.closest("[data-inline-type]")?.querySelector("h2") ?? document.querySelector("h1");
    return heading?.textContent.trim().replace(/\s+/g, " ") || texts().table;
  }

  // Above the buttons that remove a row.
  function nameColumn(heading) {
    if (heading.textContent.trim() || heading.querySelector("input")) return;
    const name = document.createElement("span");
    name.className = "spoken";
    name.textContent = texts().remove;
    heading.append(name);
  }

  function mend() {
    const all = (selector, change) => document.querySelectorAll(selector).forEach(change);
    all(".material-symbols-outlined", hideIcon);
    all(`.field-tabular :is(${UNNAMED})`, nameRowField);
    all("input[id$='_1']", nameSecondBox);
    all(".select2-container", nameCombo);
    all("trix-editor", nameRichText);
    all("thead th", nameColumn);
    all("#changelist-filter h3", (heading) => { heading.ariaLevel = "2"; }); // no h2 is above it
    all(".simplebar-content-wrapper, main .overflow-x-auto:not([data-simplebar])", nameScrolled);
    all("a:not([aria-label]), button:not([aria-label])", nameByIcon);
    nameSearch();
  }

  let isQueued = false;
  function queue() {
    if (isQueued) return;
    isQueued = true;
    requestAnimationFrame(() => { isQueued = false; mend(); });
  }

  window.addEventListener("load", () => {
    mend();
    new MutationObserver(queue).observe(document.body, { childList: true, subtree: true });
    window.addEventListener("resize", queue);
  });
})();
