// The texts of the app. Each folder that shows text has a catalogue `texts/LANGUAGE.json`; the name of the folder is its
// namespace: `exam:start`. Plurals and placeholders are i18next's: `"left_one"`, `"left_other"`, `{{count}}`.
import { signal } from "@preact/signals";
import i18next from "i18next";

import { type Language, language, rememberLanguage } from "./language";

type Catalogue = Record<string, Record<string, string>>;

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import("./catalogues/en"),
  de: () => import("./catalogues/de"),
  es: () => import("./catalogues/es"),
  fr: () => import("./catalogues/fr"),
};

const spoken = signal<Language | undefined>(undefined);

/** Loads the catalogue of the language; before the first screen. */
export async function startTexts(): Promise<void> {
  const texts = await catalogues[language.value]();
  await i18next.init({
    lng: language.value,
    resources: { [language.value]: texts.default },
    interpolation: { escapeValue: false }, // Preact escapes
  });
  announce(language.value);
}

/** Changes the language of all screens, and remembers it on this device. */
export async function changeLanguage(chosen: Language): Promise<void> {
  rememberLanguage(chosen);
  if (chosen === spoken.value) return;
  const texts = await catalogues[chosen]();
  for (const [namespace, entries] of Object.entries(texts.default))
    i18next.addResourceBundle(chosen, namespace, entries);
  await i18next.changeLanguage(chosen);
  announce(chosen);
}

function announce(chosen: Language): void {
  language.value = chosen;
  spoken.value = chosen;
  document.documentElement.lang = chosen;
}

/** The text of `namespace:key`. Components that call this are drawn again when the language changes. */
export function t(key: string, values: Record<string, unknown> = {}): string {
  return spoken.value ? i18next.t(key, values) : "";
}
