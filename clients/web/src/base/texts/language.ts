import { computed, signal } from "@preact/signals";

export const LANGUAGES = ["en", "de", "es", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "downwind.language";

/** The language of the app: the person's own once they are known, else the browser's. Set by `changeLanguage`. */
export const language = signal<Language>(pickLanguage());

function pickLanguage(): Language {
  const wanted = [localStorage.getItem(KEY) ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2));
  return wanted.find(isLanguage) ?? "en";
}

/**
 * How dates and numbers are written: as the browser's region does, where it speaks the same language. Other readers of
 * English get the day first and 24 hours, as in aviation.
 */
export const locale = computed(() => {
  const regional = navigator.languages.find((tag) => tag.slice(0, 2) === language.value && tag.length > 2);
  return regional ?? (language.value === "en" ? "en-GB" : language.value);
});

/** Whether the app speaks this language. */
export function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}

/** Remembers the choice on this device, so that the login speaks it too. */
export function rememberLanguage(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
}
