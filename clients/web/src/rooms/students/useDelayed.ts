import { useEffect, useState } from "preact/hooks";

/** `value`, once it has not changed for `milliseconds`: what somebody types is not asked for letter by letter. */
export function useDelayed<T>(value: T, milliseconds: number): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return delayed;
}
