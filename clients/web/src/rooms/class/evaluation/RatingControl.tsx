import { describeRating, getRatingWord, type Rating } from "@/base/ratings/ratings";
import { t } from "@/base/texts/translate";
import { findScale, SCALES, type ScaleName } from "./scales";

interface Props {
  label: string;
  rating: string;
  scale: ScaleName;
  isDisabled: boolean;
  onRate: (rating: Rating | "") => void;
}

/** The ratings of a scale beside each other; pressing the chosen one again takes it away. One of another scale stays shown. */
export function RatingControl({ label, rating, scale, isDisabled, onRate }: Props) {
  const other = rating !== "" && findScale(rating) !== scale ? [rating as Rating] : [];
  return (
    <div class="rating" role="group" aria-label={label}>
      {[...SCALES[scale], ...other].map((choice) => (
        <button
          key={choice}
          type="button"
          disabled={isDisabled}
          aria-pressed={choice === rating}
          aria-label={describeRating(choice)}
          title={getRatingWord(choice) ?? t("class:numbers_explained")}
          onClick={() => onRate(choice === rating ? "" : choice)}
        >
          {choice === "-" ? "−" : choice}
        </button>
      ))}
    </div>
  );
}
