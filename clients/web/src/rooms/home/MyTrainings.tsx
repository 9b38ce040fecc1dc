import "@/base/learning/learning.css";
import "./home.css";

import { useState } from "preact/hooks";

import { Pager } from "@/base/learning/Pager";
import { useMyTrainings } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { Empty } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { TrainingCards } from "./TrainingCards";

/** All enrollments of the person, whatever their role. */
export function MyTrainings() {
  const [page, setPage] = useState(1);
  const trainings = useMyTrainings(page);
  const rows = trainings.data?.trainings.map(({ Training }) => Training) ?? [];
  return (
    <Page title={t("home:trainings")} back="/" backLabel={t("base:to_start")} readings={[trainings]}>
      {rows.length === 0 ? (
        <Empty>{t("home:not_enrolled")}</Empty>
      ) : (
        <TrainingCards trainings={rows} heading="h2" />
      )}
      {trainings.data && <Pager paginate={trainings.data.paginate} onPage={setPage} />}
    </Page>
  );
}
