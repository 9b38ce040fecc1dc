import { api } from "@/base/api/client";
import { type Reading, useReading } from "@/base/api/reading";
import { language } from "@/base/texts/language";

/** What can be picked: its id, how it is shown, and by what else it is found. */
export interface Option {
  id: string;
  text: string;
  search: string;
}

export interface Options {
  reading: Reading<Record<string, string>>;
  options: Option[];
}

/** Every country in the language of the app; found by its English name and its code too. */
export function useCountries(): Options {
  const reading = useReading("/users/countries", (via) => api.GET("/users/countries.json", via));
  const names = new Intl.DisplayNames([language.value], { type: "region" });
  const options = Object.entries(reading.data ?? {}).map(([id, name]) => {
    const text = names.of(id) ?? name;
    return { id, text, search: fold(`${text} ${name} ${id}`) };
  });
  return {
    reading,
    options: options.sort((one, other) => one.text.localeCompare(other.text, language.value)),
  };
}

/** Every time zone, by its IANA name. */
export function useZones(): Options {
  const reading = useReading("/users/timezones", (via) => api.GET("/users/timezones.json", via));
  const options = Object.keys(reading.data ?? {}).map((id) => {
    const text = id.replaceAll("_", " ");
    return { id, text, search: fold(text) };
  });
  return { reading, options };
}

/** Text without case and accents, so that "osterreich" finds Österreich. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The options in which every word of the query occurs; those that begin with it first. */
export function findOptions(options: Option[], query: string): Option[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const found = options.filter(({ search }) => words.every((word) => search.includes(word)));
  const isFirst = ({ search }: Option) => (search.startsWith(words[0] ?? "") ? 0 : 1);
  return found.sort((one, other) => isFirst(one) - isFirst(other));
}
