// Asks before a form whose fields were changed is left without saving: in Django's forms and on our own pages. In the
// dialogs of the syllabus editor, which stand in a frame, static/syllabus_editor/editor.js asks.
(() => {
  const isAsked = (form) => form.method === "post" && form.closest("main") && !form.closest("body.login") && !form.matches("#changelist-form");
  const isUnread = (input) => input.matches?.(".select2-search__field, [role=searchbox], input[type=hidden]");
  const changed = new Set();
  let isLeft = false;

  // Values as they were before the first touch: widgets change them while the page is loaded.
  const first = new WeakMap();
  const readValues = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]));

  function remember(event) {
    const form = event.target.closest?.("form");
    if (form && isAsked(form) && !first.has(form)) first.set(form, readValues(form));
  }

  // Also for what widgets change, such as the calendar and select2: they tell it by events that are not the user's.
  function hasChanges(form) {
    return form.isConnected && (changed.has(form) || (first.has(form) && first.get(form) !== readValues(form)));
  }

  for (const kind of ["pointerdown", "keydown", "focusin"]) document.addEventListener(kind, remember, true);
  document.addEventListener("trix-change", (event) => {
    const form = event.target.closest("form");
    if (form && first.has(form)) changed.add(form);
  });
  document.addEventListener("input", (event) => { if (!isUnread(event.target)) remember(event); }, true);
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) isLeft = true; });
  // A download or a refused request leaves the page open.
  window.addEventListener("pageshow", () => { isLeft = false; });

  window.addEventListener("load", () => {
    // The server has refused what was typed, so it is stored nowhere.
    document.querySelectorAll("form").forEach((form) => { if (isAsked(form) && form.querySelector(".errornote")) changed.add(form); });
  });

  window.hasUnsavedChanges = () => !isLeft && [...document.forms].some((form) => isAsked(form) && hasChanges(form));
  window.addEventListener("beforeunload", (event) => {
    if (window.parent === window && window.hasUnsavedChanges()) event.preventDefault();
  });
})();
