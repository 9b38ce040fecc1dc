/** What a link of a slide leads to, or undefined: other schemes are not followed. */
export function readLink(href: string, origin = location.origin): URL | undefined {
  if (!URL.canParse(href, origin)) return undefined;
  const url = new URL(href, origin);
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? url : undefined;
}

/** Opens a link of a slide beside the app, which learns nothing of it. */
export function openLink(href: string): void {
  const url = readLink(href);
  if (!url) return;
  const link = document.createElement("a");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.click();
}
