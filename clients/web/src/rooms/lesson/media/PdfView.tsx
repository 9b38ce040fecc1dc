import { ChevronLeft, ChevronRight, ZoomIn } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { isConnected } from "@/base/api/connection";
import { Unreachable } from "@/base/api/errors";
import type { PDFDocumentProxy } from "@/base/pdf/pdf";
import { loadFile } from "@/base/store/school-files";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Notice, Skeleton } from "@/base/ui/Feedback";
import { PictureDialog } from "./PictureDialog";

/** Wide enough to read small print when a page is enlarged. */
const PICTURE_WIDTH = 2_000;

const loadPart = () => import("@/base/pdf/pdf");

/** A PDF in its place, page by page. */
export function PdfView({ path }: { path: string }) {
  const { pdf, error } = usePdf(path);
  if (error !== undefined) return <Notice tone="warning" title={describe(error)} />;
  return pdf ? <PdfPages pdf={pdf} /> : <Skeleton />;
}

function describe(error: unknown): string {
  return error instanceof Unreachable ? t("lesson:media_not_kept") : t("lesson:pdf_not_shown");
}

function usePdf(path: string): { pdf?: PDFDocumentProxy; error?: unknown } {
  const [state, setState] = useState<{ pdf?: PDFDocumentProxy; error?: unknown }>({});
  const connected = isConnected.value;
  useEffect(() => {
    if (state.pdf) return;
    let isCurrent = true;
    void open(path).then(
      (pdf) => (isCurrent ? setState({ pdf }) : void pdf.loadingTask.destroy()),
      (error: unknown) => isCurrent && setState({ error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [path, connected]);
  useEffect(() => () => void state.pdf?.loadingTask.destroy(), [state.pdf]);
  return state;
}

async function open(path: string): Promise<PDFDocumentProxy> {
  const file = await loadFile(path);
  const part = await loadPart().catch(() => {
    throw new Unreachable("the part that shows PDFs");
  });
  return part.openPdf(file);
}

function PdfPages({ pdf }: { pdf: PDFDocumentProxy }) {
  const [number, setNumber] = useState(1);
  const [zoomed, setZoomed] = useState<Blob>();
  const enlarge = async () => setZoomed(await (await loadPart()).takePicture(pdf, number, PICTURE_WIDTH));
  const label = t("lesson:pdf_page", { number, total: pdf.numPages });
  return (
    <div class="pdf">
      <PdfPage pdf={pdf} number={number} />
      <div class="pdf-tools">
        <Button look="secondary" disabled={number <= 1} onClick={() => setNumber(number - 1)}>
          <ChevronLeft aria-hidden="true" size={18} />
          <span class="visually-hidden">{t("lesson:pdf_previous")}</span>
        </Button>
        <span role="status">{label}</span>
        <Button look="secondary" disabled={number >= pdf.numPages} onClick={() => setNumber(number + 1)}>
          <ChevronRight aria-hidden="true" size={18} />
          <span class="visually-hidden">{t("lesson:pdf_next")}</span>
        </Button>
        <Button look="secondary" onClick={() => void enlarge()}>
          <ZoomIn aria-hidden="true" size={18} />
          {t("lesson:enlarge")}
        </Button>
      </div>
      {zoomed && <PictureDialog picture={zoomed} text={label} onClose={() => setZoomed(undefined)} />}
    </div>
  );
}

function PdfPage({ pdf, number }: { pdf: PDFDocumentProxy; number: number }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [isFailed, setFailed] = useState(false);
  const work = useRef(Promise.resolve()); // one drawing at a time on the canvas
  useEffect(() => {
    let drawnWidth = 0;
    const draw = () => {
      const place = { canvas: canvas.current!, text: text.current!, width: box.current!.clientWidth };
      if (place.width === drawnWidth) return;
      drawnWidth = place.width;
      work.current = work.current
        .then(loadPart)
        .then((part) => part.drawPage(pdf, number, place))
        .then(
          () => setFailed(false),
          () => setFailed(true),
        );
    };
    const watcher = new ResizeObserver(draw); // draws at once, and when the width changes
    watcher.observe(box.current!);
    return () => watcher.disconnect();
  }, [pdf, number]);
  return (
    <>
      {isFailed && <Notice tone="warning" title={t("lesson:pdf_page_not_shown")} />}
      <div class="pdf-page" ref={box}>
        <canvas ref={canvas} />
        <div class="textLayer" ref={text} />
      </div>
    </>
  );
}
