import type { Language } from "./language";

/** Each language by its own name, as those who speak it look for it. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
};
