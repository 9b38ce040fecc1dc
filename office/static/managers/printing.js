// Prints pages whole: what is typed in fields is set as text, closed parts are opened, the dark theme is put aside; after
// printing everything is as before.
(() => {
  const FIELDS = "main :is(input:not([type=hidden], [type=submit], [type=file], .select2-search__field, #searchbar), select, textarea)";
  let restore = [];

  function readField(field) {
    if (field.matches("select")) return [...field.selectedOptions].map((option) => option.text.trim()).join(", ");
    if (field.type === "password") return "";
    if (["checkbox", "radio"].includes(field.type)) return field.checked ? "☒" : "☐";
    return field.value;
  }

  // The boxes of a choice of several: the chosen ones are all that counts.
  function readChosen(selector) {
    return [...(selector.querySelector(".selector-chosen select")?.options ?? [])].map((option) => option.text.trim()).join(", ");
  }

  function showText(element, text) {
    const shown = document.createElement("span");
    shown.className = "printed-value";
    shown.textContent = text || "–";
    element.after(shown);
    element.classList.add("printed-as-text");
    restore.push(() => { shown.remove(); element.classList.remove("printed-as-text"); });
  }

  function prepare() {
    if (restore.length) return;
    for (const selector of document.querySelectorAll("main .selector")) showText(selector, readChosen(selector));
    for (const field of document.querySelectorAll(FIELDS)) {
      if (field.closest(".selector, #toolbar, #changelist-filter, .actions, .empty-form, .action-checkbox, .action-checkbox-column")) continue;
      const shown = field.nextElementSibling?.matches(".select2-container") ? field.nextElementSibling : field;
      showText(shown, readField(field));
    }
    for (const details of document.querySelectorAll("main details:not([open])")) {
      details.open = true;
      restore.push(() => { details.open = false; });
    }
    const page = document.documentElement;
    if (page.classList.contains("dark")) {
      page.classList.remove("dark");
      restore.push(() => page.classList.add("dark"));
    }
  }

  function putBack() {
    restore.reverse().forEach((undo) => undo());
    restore = [];
  }

  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", putBack);
  document.addEventListener("click", (event) => { if (event.target.closest("button[name=print]")) window.print(); });
  window.addEventListener("load", () => { if (document.querySelector("[data-prints-itself]")) window.print(); });
})();
