import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";
import { formatDuration, formatNumber, formatPercent } from "@/base/time/formats";

type Issued = Schemas["CertificateOutput"];

/** What the training consisted of: subjects with hours and scores, and the flights. */
export function CertifiedParts({
  certificate: { TrainingSubject: subjects, Flights },
}: {
  certificate: Issued;
}) {
  return (
    <>
      {subjects.length > 0 && <SubjectTable subjects={subjects} />}
      {Flights.missions > 0 && (
        <p>
          {t("training:certified_flights", { count: Flights.missions, time: formatDuration(Flights.time) })}
        </p>
      )}
    </>
  );
}

function SubjectTable({ subjects }: { subjects: Issued["TrainingSubject"] }) {
  const isScored = subjects.some(({ score }) => score !== null);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("training:subject")}</th>
          <th scope="col">{t("training:hours")}</th>
          {isScored && <th scope="col">{t("training:score")}</th>}
        </tr>
      </thead>
      <tbody>
        {subjects.map(({ id, code, name, hours, score }) => (
          <tr key={id}>
            <th scope="row">{`${code} ${name}`}</th>
            <td>{formatNumber(hours)}</td>
            {isScored && <td>{score === null ? "–" : formatPercent(score)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
