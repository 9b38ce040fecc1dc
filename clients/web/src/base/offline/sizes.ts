import { locale } from "@/base/texts/language";

const UNITS = ["kilobyte", "megabyte", "gigabyte"] as const;

/** "4.2 MB": the size of files as people write it. */
export function formatSize(bytes: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 1), UNITS.length);
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: UNITS[power - 1]!,
    maximumFractionDigits: value < 10 && power > 1 ? 1 : 0,
  }).format(Math.max(value, bytes > 0 ? 1 : 0));
}
