// The rating scales that schools use (docs/api.md, Rating), whose words are in base/ratings.
import { getRatingWord, type Rating, showRating } from "@/base/ratings/ratings";
import { t } from "@/base/texts/translate";

export type ScaleName = "standard" | "numbers" | "letters";

export const SCALES: Record<ScaleName, Rating[]> = {
  standard: ["-", "STD", "+"],
  numbers: ["1", "2", "3", "4", "5"],
  letters: ["N", "I", "C", "E"],
};

/** The scale to which a rating belongs. */
export function findScale(rating: string): ScaleName | undefined {
  const names = Object.keys(SCALES) as ScaleName[];
  return names.find((name) => (SCALES[name] as string[]).includes(rating));
}

export function nameScale(name: ScaleName): string {
  return { standard: "− · STD · +", numbers: "1 – 5", letters: "N · I · C · E" }[name];
}

/** The explanation of a scale in one line. */
export function explainScale(name: ScaleName): string {
  if (name === "numbers") return t("class:numbers_explained");
  return SCALES[name].map((rating) => `${showRating(rating)} ${getRatingWord(rating)}`).join(" · ");
}
