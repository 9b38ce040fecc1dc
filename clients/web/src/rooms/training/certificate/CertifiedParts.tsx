import type { Schemas } from "@/base/api/client";
import { formatMinutes } from "@/base/learning/Hours";
import { nameHours } from "@/base/learning/labels";
import { t } from "@/base/texts/translate";
import { formatDuration, formatNumber, formatPercent } from "@/base/time/formats";

type Issued = Schemas["CertificateOutput"];

/** What the training consisted of: subjects with hours and scores, exams of the whole training, and the flights. */
export function CertifiedParts({
  certificate: { TrainingSubject: subjects, TrainingExam: exams = [], Flights, Hours: hours = [] },
}: {
  certificate: Issued;
}) {
  return (
    <>
      {subjects.length > 0 && <SubjectTable subjects={subjects} />}
      {exams.map(({ id, name, score }) => (
        <p key={id}>{t("training:certified_exam", { name, score: formatPercent(score) })}</p>
      ))}
      {Flights.missions > 0 && (
        <p>
          {t("training:certified_flights", { count: Flights.missions, time: formatDuration(Flights.time) })}
        </p>
      )}
      {hours.length > 0 && <HoursTable hours={hours} />}
    </>
  );
}

/** Required hours, and those on record when the certificate was issued. */
function HoursTable({ hours }: { hours: NonNullable<Issued["Hours"]> }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("learning:required_hours")}</th>
          <th scope="col">{t("training:required")}</th>
          <th scope="col">{t("training:recorded")}</th>
          <th scope="col">{t("training:missing")}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map(({ kind, subject_id, subject, required, done, credited, missing }) => (
          <tr key={`${kind} ${subject_id}`}>
            <th scope="row">{[nameHours(kind), subject].filter(Boolean).join(" · ")}</th>
            <td>{formatMinutes(required)}</td>
            <td>{formatMinutes(done + credited)}</td>
            <td>{missing > 0 ? formatMinutes(missing) : "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
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
