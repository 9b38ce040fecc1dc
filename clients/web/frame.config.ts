// Builds the document in which slides are shown (src/rooms/lesson/frame) into one text, because a frame of an opaque
// origin gets its script and style with it. The hashes of both go to `csp.json`, for the content security policy of the
// page, which the frame inherits.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const FOLDER = fileURLToPath(new URL("src/rooms/lesson/frame/", import.meta.url));
const NAME = "virtual:slide-frame";
const RESOLVED = `\0${NAME}`;

interface Inline {
  script: string;
  style: string;
}

/** `import html from "virtual:slide-frame"`: the document as text; a build also writes `csp.json`. */
export function slideFrame(): Plugin {
  let inline: Promise<Inline> | undefined;
  const read = () => (inline ??= readInline());
  return {
    name: "slide-frame",
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      this.addWatchFile(`${FOLDER}script.ts`);
      this.addWatchFile(`${FOLDER}style.css`);
      return `export default ${JSON.stringify(writeDocument(await read()))}`;
    },
    async generateBundle() {
      const { script, style } = await read();
      const hashes = { script: [hashSource(script)], style: [hashSource(style)] };
      this.emitFile({ type: "asset", fileName: "csp.json", source: `${JSON.stringify(hashes)}\n` });
    },
    handleHotUpdate({ file }) {
      if (file.startsWith(FOLDER)) inline = undefined;
    },
  };
}

async function readInline(): Promise<Inline> {
  return { script: await bundleScript(), style: readFileSync(`${FOLDER}style.css`, "utf8").trim() };
}

async function bundleScript(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    build: {
      write: false,
      target: "es2022",
      minify: true,
      lib: { entry: `${FOLDER}script.ts`, formats: ["iife"], name: "frame" },
    },
  });
  const output = (Array.isArray(result) ? result : [result]).flatMap((part) =>
    "output" in part ? part.output : [],
  );
  const code = output.find((file) => file.type === "chunk")?.code.trim() ?? "";
  if (!code || code.includes("</script"))
    throw new Error("The script of the slide frame cannot stand in a page.");
  return code;
}

function writeDocument({ script, style }: Inline): string {
  const head = `<meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>${style}</style>`;
  return `<!doctype html><html><head>${head}</head><body><div id="slide"></div><script>${script}</script></body></html>`;
}

function hashSource(source: string): string {
  return `sha256-${createHash("sha256").update(source).digest("base64")}`;
}
