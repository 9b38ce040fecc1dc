// Adds the browser's colour picker to each text input for a colour (office/forms/pickers.py), and says below those that
// ask for it whether white text is readable on the colour (WCAG 2.2, 1.4.3).
"use strict";

const READABLE = 4.5;

function readLuminance(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function addPicker(input) {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "color-picker";
  picker.setAttribute("aria-label", input.dataset.colorPicker);
  const row = document.createElement("div");
  row.className = "color-row";
  input.replaceWith(row);
  row.append(picker, input);

  const note = document.createElement("p");
  note.className = "color-note";
  note.setAttribute("aria-live", "polite");
  if (input.dataset.readable) row.after(note);

  function show() {
    const isColor = /^#[0-9a-f]{6}$/i.test(input.value.trim());
    picker.classList.toggle("empty", !isColor);
    if (isColor) picker.value = input.value.trim().toLowerCase();
    if (!input.dataset.readable) return;
    note.textContent = "";
    if (!isColor) return;
    const contrast = 1.05 / (readLuminance(picker.value) + 0.05);
    const text = contrast >= READABLE ? input.dataset.readable : input.dataset.unreadable;
    note.textContent = `${text} (${(Math.floor(contrast * 10) / 10).toLocaleString(document.documentElement.lang)} : 1)`;
    note.classList.toggle("bad", contrast < READABLE);
  }

  picker.addEventListener("input", () => {
    input.value = picker.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.addEventListener("input", show);
  show();
}

addEventListener("DOMContentLoaded", () => {
  for (const input of document.querySelectorAll("input[data-color-picker]")) addPicker(input);
});
