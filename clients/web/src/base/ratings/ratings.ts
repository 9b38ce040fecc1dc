// The words for the ratings of classes and missions (docs/api.md, section 5).
import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";

export type Rating = Schemas["Rating"];

/** Every rating, in the order of a form: words first, then numbers, then letters. */
export const RATINGS: Rating[] = ["-", "STD", "+", "1", "2", "3", "4", "5", "N", "I", "C", "E"];

/** The word of a rating; undefined for numbers, which mean what the school has agreed on. */
export function getRatingWord(rating: string): string | undefined {
  const words: Record<string, string> = {
    "-": t("ratings:below"),
    STD: t("ratings:standard"),
    "+": t("ratings:above"),
    N: t("ratings:not_observed"),
    I: t("ratings:introduced"),
    C: t("ratings:competent"),
    E: t("ratings:excellent"),
  };
  return words[rating];
}

/** "STD (standard)", "4". */
export function describeRating(rating: string): string {
  const word = getRatingWord(rating);
  return word ? `${showRating(rating)} (${word})` : rating;
}

/** The rating as people read it: with a minus sign that is as wide as the plus. */
export function showRating(rating: string): string {
  return rating === "-" ? "−" : rating;
}
