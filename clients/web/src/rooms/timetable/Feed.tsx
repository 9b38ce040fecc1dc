import { useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { ErrorNotice } from "@/base/ui/Feedback";
import { TextField } from "@/base/ui/Field";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

/**
 * The subscription of calendar programs. The address is a secret and is shown once, when it is made: the server keeps
 * only a digest of it.
 */
export function Feed() {
  const [url, setUrl] = useState<string>();
  const [asks, setAsks] = useState<"open" | "close">();
  const open = useAction(async () => {
    const feed = await unwrap(api.POST("/trainings/trainings/calendar_feed.json"));
    setUrl(feed.url);
    setAsks(undefined);
  });
  const close = useAction(async () => {
    await unwrap(api.POST("/trainings/trainings/calendar_feed_revoke.json"));
    setUrl(undefined);
    setAsks(undefined);
    showToast(t("timetable:feed_closed"));
  });
  const error = open.error ?? close.error;
  return (
    <Card title={t("timetable:feed")}>
      <p>{t("timetable:feed_about")}</p>
      {error !== undefined && <ErrorNotice error={error} />}
      {url && <FeedAddress url={url} />}
      <div class="buttons">
        <Button look="secondary" onClick={() => setAsks("open")}>
          {t("timetable:feed_open")}
        </Button>
        <Button look="quiet" onClick={() => setAsks("close")}>
          {t("timetable:feed_close")}
        </Button>
      </div>
      {asks === "open" && (
        <ConfirmDialog
          title={t("timetable:feed_open")}
          confirmLabel={t("timetable:feed_open")}
          isBusy={open.isBusy}
          onConfirm={() => void open.run()}
          onClose={() => setAsks(undefined)}
        >
          <p>{t("timetable:feed_open_about")}</p>
        </ConfirmDialog>
      )}
      {asks === "close" && (
        <ConfirmDialog
          title={t("timetable:feed_close")}
          confirmLabel={t("timetable:feed_close")}
          isDangerous
          isBusy={close.isBusy}
          onConfirm={() => void close.run()}
          onClose={() => setAsks(undefined)}
        >
          <p>{t("timetable:feed_close_about")}</p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

function FeedAddress({ url }: { url: string }) {
  const copy = () => navigator.clipboard.writeText(url).then(() => showToast(t("timetable:copied")));
  return (
    <div class="form">
      <TextField
        label={t("timetable:address")}
        hint={t("timetable:address_hint")}
        value={url}
        readOnly
        onValue={() => undefined}
      />
      <div class="buttons">
        <Button onClick={() => void copy()}>{t("timetable:copy")}</Button>
        <a class="button secondary" href={url.replace(/^https?:/, "webcal:")}>
          {t("timetable:subscribe")}
        </a>
      </div>
    </div>
  );
}
