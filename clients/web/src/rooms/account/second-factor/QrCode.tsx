import { encode } from "uqr";

/** A QR code, drawn here: the secret in it goes nowhere else. Black on white in the dark too, or cameras cannot read it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  return (
    <svg class="account-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={drawModules(data)} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}

/** One square of the path for each dark module. */
function drawModules(rows: boolean[][]): string {
  return rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
}
