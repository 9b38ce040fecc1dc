// After a form was refused: the reader is led to the summary of errors, and by its links to the fields.
(() => {
  // The field that people see: select2, Trix and Django's choice of several show another one than that with the id.
  function findShown(id) {
    const field = document.getElementById(id) ?? document.getElementById(`${id}_0`);
    if (!field) return null;
    const combo = field.nextElementSibling?.matches(".select2-container") && field.nextElementSibling.querySelector(".select2-selection");
    const editor = document.querySelector(`trix-editor[input="${CSS.escape(id)}"]`);
    return combo || editor || field.querySelector?.("input, select, textarea") || field;
  }

  function openTab(field) {
    const group = field.closest("[data-inline-type]");
    const tab = group && document.querySelector(`#tabs-items a[href="#${group.id.replace(/-group$/, "")}"], #tabs-dropdown a[href="#${group.id.replace(/-group$/, "")}"]`);
    tab?.click();
    field.closest("details")?.setAttribute("open", "");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".errornote a[href^='#']");
    const field = link && findShown(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    openTab(field);
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  window.addEventListener("load", () => {
    const summary = document.querySelector("main .errornote");
    if (!summary) return;
    summary.tabIndex = -1;
    summary.focus();
    summary.scrollIntoView({ block: "center" });
  });
})();
