// Where a message leads. Its `url` is a path of the API, which names the object; the app has a screen at the same path
// without `.json`.

/** What managers are told about is a page of the API that staff see here. */
const SCREENS: Record<string, string> = { "/manager/trainings/students/list": "/trainings/students/list" };

export interface MessageLink {
  href: string;
  /** Another site: opened outside of the app. */
  isElsewhere: boolean;
}

/** The link of a message; undefined where it has none, or one that a browser must not follow (`javascript:`). */
export function buildMessageLink(url: string): MessageLink | undefined {
  if (!URL.canParse(url, location.origin) || url === "") return undefined;
  const { origin, protocol, pathname, search, href } = new URL(url, location.origin);
  if (!["http:", "https:"].includes(protocol)) return undefined;
  if (origin !== location.origin) return { href, isElsewhere: true };
  const path = pathname.replace(/\/?\.json$/, "");
  return { href: `/app${SCREENS[path] ?? path}${search}`, isElsewhere: false };
}
