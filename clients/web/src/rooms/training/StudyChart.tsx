import type { TrainingView } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatDay, formatDuration } from "@/base/time/formats";
import { getSchoolDay } from "@/base/time/near";
import { Card } from "@/base/ui/Card";

import { listWeeks, type Week } from "./weeks";

const WEEKS = 12;
/** The drawing is stretched to the width of the card: a column is 10 wide, and the highest is 100 high. */
const COLUMN = 10;
const BAR = 7;

/** How long the student studied online in each of the last weeks: a bar chart, and the same as a table. */
export function StudyChart({ weekly }: { weekly: TrainingView["weeklytime"] }) {
  const weeks = listWeeks(weekly, getSchoolDay(), WEEKS);
  if (weeks.length === 0) return null;
  const most = Math.max(...weeks.map(({ seconds }) => seconds));
  const total = weeks.reduce((sum, { seconds }) => sum + seconds, 0);
  return (
    <Card title={t("training:study_time")}>
      <p>
        {t("training:study_summary", {
          total: formatDuration(total),
          mean: formatDuration(total / weeks.length),
        })}
      </p>
      <div class="chart" aria-hidden="true">
        <span class="chart-most">{formatDuration(most)}</span>
        <Bars weeks={weeks} most={Math.max(most, 1)} />
        <div class="chart-weeks">
          {weeks.map(({ monday, week }) => (
            <span key={monday}>{week}</span>
          ))}
        </div>
      </div>
      <WeekTable weeks={weeks} />
    </Card>
  );
}

function Bars({ weeks, most }: { weeks: Week[]; most: number }) {
  return (
    <svg
      class="chart-bars"
      aria-hidden="true"
      viewBox={`0 0 ${weeks.length * COLUMN} 100`}
      preserveAspectRatio="none"
    >
      {weeks.map(({ monday, seconds }, index) => {
        const height = (seconds / most) * 100;
        const x = index * COLUMN + (COLUMN - BAR) / 2;
        return <rect key={monday} x={x} y={100 - height} width={BAR} height={height} />;
      })}
    </svg>
  );
}

function WeekTable({ weeks }: { weeks: Week[] }) {
  return (
    <details class="chart-table">
      <summary>{t("training:as_table")}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("training:week")}</th>
            <th scope="col">{t("training:from")}</th>
            <th scope="col">{t("training:time")}</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map(({ monday, week, seconds }) => (
            <tr key={monday}>
              <th scope="row">{week}</th>
              <td>{formatDay(monday)}</td>
              <td>{formatDuration(seconds)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
