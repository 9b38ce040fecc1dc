import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatDuration, formatMonth } from "@/base/time/formats";
import { addDays, getDay } from "@/base/time/zones";
import { Card } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { PageBody } from "@/base/ui/Page";

type Teaching = Schemas["OwnTeachingOutput"];

const YEAR_DAYS = 365;

/** The hours that were taught within a year, by month and by subject. */
export function Report() {
  const to = getDay(new Date(), schoolZone.value);
  const from = `${addDays(to, -YEAR_DAYS).slice(0, 8)}01`; // whole months
  const reading = useReading(`/teaching/${from}/${to}`, (via) =>
    api.GET("/trainings/trainings/teaching.json", { ...via, params: { query: { from, to } } }),
  );
  return (
    <Card title={t("teaching:report")}>
      <PageBody readings={[reading]}>
        {reading.data?.totals.classes === 0 ? (
          <Empty>{t("teaching:nothing")}</Empty>
        ) : (
          reading.data && <Tables {...reading.data} />
        )}
      </PageBody>
    </Card>
  );
}

function Tables({ months, TrainingSubject: subjects, totals }: Teaching) {
  return (
    <>
      <table class="taught">
        <thead>
          <tr>
            <th scope="col">{t("teaching:month")}</th>
            <th scope="col">{t("teaching:classes")}</th>
            <th scope="col">{t("teaching:unsigned")}</th>
            <th scope="col">{t("teaching:hours")}</th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, classes, minutes, signed }) => (
            <tr key={month}>
              <th scope="row">{formatMonth(month)}</th>
              <td>{classes}</td>
              <td class={classes > signed ? "waits" : ""}>{classes - signed}</td>
              <td>{formatDuration(minutes * 60)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("teaching:total")}</th>
            <td>{totals.classes}</td>
            <td />
            <td>{formatDuration(totals.minutes * 60)}</td>
          </tr>
        </tfoot>
      </table>
      <h3>{t("teaching:by_subject")}</h3>
      <dl class="facts">
        {subjects.map(({ id, name, minutes }) => (
          <>
            <dt key={id}>{name}</dt>
            <dd>{formatDuration(minutes * 60)}</dd>
          </>
        ))}
      </dl>
    </>
  );
}
