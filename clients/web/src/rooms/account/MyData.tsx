import { useState } from "preact/hooks";

import { api, type Schemas, unwrap } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { Button } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Badge, ErrorNotice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

type DataRequest = Schemas["DataRequestOutput"];
type Kind = DataRequest["kind"];

/** Texts of this room by kind; a test finds those that are missing. */
const KIND_NAMES = { ACCESS: "account:data_copy", ERASURE: "account:data_erasure" };
const EXPLANATIONS = { ACCESS: "account:data_copy_explained", ERASURE: "account:data_erasure_explained" };

/** What the person asks about the own data: a copy, or erasure. The school answers. */
export function MyData() {
  const reading = useReading("/users/data_requests", (via) => api.GET("/users/data_requests.json", via));
  const requests = reading.data?.requests ?? [];
  const [asked, setAsked] = useState<Kind>();
  const asking = useAction(async (kind: Kind) => {
    try {
      await unwrap(api.POST("/users/data_request.json", { body: { kind } }));
      showToast(t("account:data_asked"));
    } finally {
      setAsked(undefined);
      await reading.reload();
    }
  });
  const isOpen = (kind: Kind) => requests.some((request) => request.kind === kind && !request.answered);
  return (
    <Card title={t("account:data")}>
      {asking.error !== undefined && <ErrorNotice error={asking.error} />}
      <Rows>
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} />
        ))}
      </Rows>
      {(["ACCESS", "ERASURE"] as const).map((kind) => (
        <Button
          key={kind}
          look="quiet"
          disabled={!reading.data || isOpen(kind)}
          onClick={() => setAsked(kind)}
        >
          {t(KIND_NAMES[kind])}
        </Button>
      ))}
      {asked && (
        <ConfirmDialog
          title={t(KIND_NAMES[asked])}
          confirmLabel={t("account:data_ask")}
          isBusy={asking.isBusy}
          onClose={() => setAsked(undefined)}
          onConfirm={() => void asking.run(asked)}
        >
          <p>{t(EXPLANATIONS[asked])}</p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

function RequestRow({ request }: { request: DataRequest }) {
  const due = t("account:data_due", { day: formatDay(request.due ?? "") });
  return (
    <Row
      title={t(KIND_NAMES[request.kind])}
      detail={request.answer ?? due}
      trail={request.answered ? <Badge tone="good">{t("account:data_answered")}</Badge> : undefined}
    />
  );
}
