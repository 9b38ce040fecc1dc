import { useEffect } from "preact/hooks";

/** What the school's colour replaces in `base.css`, as `#rrggbb`. */
export interface Palette {
  brand: string;
  soft: string;
}

const READABLE = 4.5; // WCAG 2.2, 1.4.3
const WHITE = "#ffffff";
const BLACK = "#000000";
// The backgrounds of `base.css` on which `--brand` is a text.
const SURFACES = { light: [WHITE, "#f3f5f9", "#eaeff5"], dark: ["#0c131c", "#151f2b", "#1e2a38"] };

/**
 * The school's colour for light and for dark screens: as near to it as its texts stay readable, on the app's surfaces
 * and on its own soft background.
 */
export function derivePalettes(color: string): { light: Palette; dark: Palette } {
  const light = mix(color, WHITE, 0.88);
  const dark = mix(color, "#151f2b", 0.82);
  return {
    light: { brand: bringToContrast(color, BLACK, [...SURFACES.light, light]), soft: light },
    dark: { brand: bringToContrast(color, WHITE, [...SURFACES.dark, dark]), soft: dark },
  };
}

/** Shows the app in the school's colour for as long as the component is mounted; without one, in Downwind's. */
export function useSchoolColors(color: string | null | undefined): void {
  useEffect(() => {
    if (!color) return;
    const { light, dark } = derivePalettes(color);
    const values = {
      "--school-brand": light.brand,
      "--school-brand-soft": light.soft,
      "--school-brand-dark": dark.brand,
      "--school-brand-soft-dark": dark.soft,
    };
    const { style } = document.documentElement;
    for (const [name, value] of Object.entries(values)) style.setProperty(name, value);
    return () => {
      for (const name of Object.keys(values)) style.removeProperty(name);
    };
  }, [color]);
}

/** The contrast ratio of two colours, from 1 to 21. */
export function computeContrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [computeLuminance(one), computeLuminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function bringToContrast(color: string, towards: string, backgrounds: string[]): string {
  for (let percent = 0; percent < 100; percent += 2) {
    const mixed = mix(color, towards, percent / 100);
    if (backgrounds.every((background) => computeContrast(mixed, background) >= READABLE)) return mixed;
  }
  return towards;
}

function mix(color: string, other: string, share: number): string {
  const others = readChannels(other);
  const mixed = readChannels(color).map((value, at) =>
    Math.round(value * (1 - share) + (others[at] ?? 0) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function computeLuminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = readChannels(color).map((value) => linearise(value / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linearise(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Red, green and blue of `#rrggbb`, from 0 to 255. */
function readChannels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
