import { Download } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { isConnected } from "@/base/api/connection";
import { loadFile } from "@/base/store/school-files";
import { t } from "@/base/texts/translate";
import { Notice } from "@/base/ui/Feedback";
import { useKeptFile } from "@/base/ui/Photo";

import { readKind } from "./kinds";
import { PdfView } from "./PdfView";
import { PictureDialog } from "./PictureDialog";

interface Props {
  path: string;
  onPlaying: (isPlaying: boolean) => void;
}

/** The file of a slide: a picture, film, sound or PDF, shown in place. From the device where it is kept. */
export function SlideMedia({ path, onPlaying }: Props) {
  const address = useKeptFile(path);
  const [isLost, setLost] = useState(false);
  const lose = () => setLost(true);
  useEffect(() => setLost(false), [isConnected.value]); // it may be there now
  useEffect(() => () => onPlaying(false), []);
  const player = {
    controls: true,
    preload: "metadata",
    src: address,
    onPlay: () => onPlaying(true),
    onPause: () => onPlaying(false),
    onEnded: () => onPlaying(false),
    onError: lose,
  } as const;
  if (isLost) return <LostMedia />;
  if (address === undefined) return null;
  const kind = readKind(path);
  return (
    <div class="slide-media">
      {kind === "film" && <video {...player} playsInline aria-label={t("lesson:film")} />}
      {kind === "sound" && <audio {...player} aria-label={t("lesson:sound")} />}
      {kind === "picture" && <MediaPicture path={path} address={address} onLost={lose} />}
      {kind === "pdf" && <PdfView path={path} />}
      {(kind === "pdf" || kind === "other") && <DownloadLink address={address} path={path} />}
    </div>
  );
}

function LostMedia() {
  const text = isConnected.value ? t("lesson:media_lost") : t("lesson:media_not_kept");
  return <Notice tone="warning" title={text} />;
}

function MediaPicture({ path, address, onLost }: { path: string; address: string; onLost: () => void }) {
  const [zoomed, setZoomed] = useState<Blob>();
  const open = () => void loadFile(path).then(setZoomed, onLost);
  return (
    <>
      <button type="button" class="picture-button" aria-label={t("lesson:enlarge")} onClick={open}>
        <img src={address} alt={t("lesson:picture")} onError={onLost} />
      </button>
      {zoomed && (
        <PictureDialog picture={zoomed} text={t("lesson:picture")} onClose={() => setZoomed(undefined)} />
      )}
    </>
  );
}

function DownloadLink({ address, path }: { address: string; path: string }) {
  return (
    <a class="button secondary" href={address} download={path.split("/").at(-1)}>
      <Download aria-hidden="true" size={18} />
      {t("lesson:download")}
    </a>
  );
}
