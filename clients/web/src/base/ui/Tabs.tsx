import type { ComponentChildren } from "preact";

interface Props<Key extends string> {
  /** Pairs of key and text. */
  choices: (readonly [Key, string])[];
  chosen: Key;
  onChoose: (key: Key) => void;
  label: string;
}

/** A few choices beside each other of which one is pressed, such as list and week. */
export function Segments<Key extends string>({
  choices,
  chosen,
  onChoose,
  label,
}: Props<Key>): ComponentChildren {
  return (
    <div class="segments" role="group" aria-label={label}>
      {choices.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={key === chosen} onClick={() => onChoose(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}
