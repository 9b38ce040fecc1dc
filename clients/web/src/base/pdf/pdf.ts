// The part of the app that holds PDF.js, loaded when the first PDF is shown. Its worker is a file of the build.
import {
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  TextLayer,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import workerAddress from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

import { trustScript } from "@/base/trusted";

export type { PDFDocumentProxy };

let worker: PDFWorker | undefined;

/** The development server has the worker at another address than a build. */
const trusted = () => (import.meta.env.DEV ? workerAddress : trustScript(workerAddress));

function getWorker(): PDFWorker {
  worker ??= new PDFWorker({
    port: new Worker(trusted(), { type: "module" }) as unknown as null, // its types name no other port
  });
  return worker;
}

/** Loads the worker's file, so that it is there without a connection. */
export async function loadWorker(): Promise<void> {
  await fetch(workerAddress);
}

/** Opens a PDF. Raises for a file that is none, is broken, or needs a password. */
export async function openPdf(file: Blob): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await file.arrayBuffer());
  return getDocument({ data, worker: getWorker(), isEvalSupported: false, enableXfa: false }).promise;
}

/** Draws a page as wide as `width` CSS pixels, with its text over it to select and to read out. */
export async function drawPage(
  pdf: PDFDocumentProxy,
  number: number,
  place: { canvas: HTMLCanvasElement; text: HTMLElement; width: number },
): Promise<void> {
  const page = await pdf.getPage(number);
  const scale = place.width / page.getViewport({ scale: 1 }).width;
  await paint(page, place.canvas, scale * Math.min(devicePixelRatio, 2));
  place.text.replaceChildren();
  place.text.style.setProperty("--total-scale-factor", String(scale));
  const viewport = page.getViewport({ scale });
  await new TextLayer({
    textContentSource: page.streamTextContent(),
    container: place.text,
    viewport,
  }).render();
  TextLayer.cleanup(); // it measures text on a canvas of its own in the page
}

/** A page as a picture that is sharp when it is enlarged. */
export async function takePicture(pdf: PDFDocumentProxy, number: number, width: number): Promise<Blob> {
  const page = await pdf.getPage(number);
  const canvas = document.createElement("canvas");
  await paint(page, canvas, width / page.getViewport({ scale: 1 }).width);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The page is too large.")))),
  );
}

async function paint(page: PDFPageProxy, canvas: HTMLCanvasElement, scale: number): Promise<void> {
  const viewport = page.getViewport({ scale });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport }).promise;
}
