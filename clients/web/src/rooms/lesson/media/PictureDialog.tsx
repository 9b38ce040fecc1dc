import { X, ZoomIn, ZoomOut } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { formatPercent } from "@/base/time/formats";

import { useBlobAddress } from "./useBlobAddress";
import { usePictureZoom } from "./usePictureZoom";

interface Props {
  picture: Blob;
  /** What it shows, for readers; may be empty. */
  text: string;
  onClose: () => void;
}

/** A picture as large as the screen. Enlarged by pinch, double tap, wheel, keys or buttons; scrolled to see its parts. */
export function PictureDialog({ picture, text, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const address = useBlobAddress(picture);
  const zoom = usePictureZoom();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="zoom" aria-label={text || t("lesson:picture")} onClose={onClose}>
      <div class="zoom-tools">
        <span class="zoom-text">{text}</span>
        <Tool label={t("lesson:zoom_out")} onClick={() => zoom.press("-")} disabled={zoom.scale <= 1}>
          <ZoomOut aria-hidden="true" size={22} />
        </Tool>
        <output class="zoom-scale">{formatPercent(Math.round(zoom.scale * 100))}</output>
        <Tool label={t("lesson:zoom_in")} onClick={() => zoom.press("+")} disabled={zoom.isLargest}>
          <ZoomIn aria-hidden="true" size={22} />
        </Tool>
        <Tool label={t("base:close")} onClick={() => dialog.current?.close()}>
          <X aria-hidden="true" size={22} />
        </Tool>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <div class="zoom-area" ref={zoom.area} tabIndex={0} role="group" aria-label={t("lesson:zoom_area")}>
        {address && (
          <img ref={zoom.picture} src={address} alt={text || t("lesson:picture")} onLoad={zoom.fit} />
        )}
      </div>
    </dialog>
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  disabled?: boolean;
  children: ComponentChildren;
}

function Tool({ label, onClick, disabled = false, children }: ToolProps) {
  return (
    <button
      type="button"
      class="zoom-tool"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
