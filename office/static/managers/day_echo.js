// Says below a day that is typed in numbers which day it is, with the month's name: `12/3/2026` is another one elsewhere.
// The server reads it by the same rules (core/dates/reading.py) and decides.
(() => {
  const FORMS = {
    iso: /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
    dotted: /^(?<day>\d{1,2})\s*\.\s*(?<month>\d{1,2})\s*\.\s*(?<year>\d{4})$/,
    dayFirst: /^(?<day>\d{1,2})\s*\/\s*(?<month>\d{1,2})\s*\/\s*(?<year>\d{4})$/,
    monthFirst: /^(?<month>\d{1,2})\s*\/\s*(?<day>\d{1,2})\s*\/\s*(?<year>\d{4})$/,
  };

  function listForms() {
    const isMonthFirst = get_format("DATE_INPUT_FORMATS").includes("%m/%d/%Y");
    return [FORMS.iso, FORMS.dotted, isMonthFirst ? FORMS.monthFirst : FORMS.dayFirst];
  }

  function readDay(text) {
    const match = listForms().map((form) => form.exec(text.trim())).find(Boolean);
    if (!match) return null;
    const [year, month, day] = ["year", "month", "day"].map((name) => Number(match.groups[name]));
    const date = new Date(Date.UTC(year, month - 1, day));
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
  }

  function writeDay(date) {
    const { lang } = document.documentElement;
    const locale = lang.startsWith("en") ? "en-GB" : lang;
    return date.toLocaleDateString(locale, { day: "numeric", month: "long", timeZone: "UTC", weekday: "long", year: "numeric" });
  }

  function addEcho(input) {
    const echo = document.createElement("output");
    echo.className = "day-echo";
    echo.htmlFor = input.id;
    const update = () => {
      const date = readDay(input.value);
      echo.textContent = date ? writeDay(date) : "";
    };
    input.addEventListener("input", update);
    input.parentElement.append(echo);
    update();
    return update;
  }

  // The calendar and its shortcuts write into an input without an event, at a click.
  window.addEventListener("load", () => {
    if (typeof get_format === "undefined") return;
    const updates = [...document.querySelectorAll("input.vDateField")].map(addEcho);
    document.addEventListener("click", () => setTimeout(() => updates.forEach((update) => update())));
  });
})();
