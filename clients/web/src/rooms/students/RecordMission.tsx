import "./students.css";

import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";

import { type TrainingView, useTrainingView } from "@/base/learning/readings";
import { schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { getDay } from "@/base/time/zones";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { Notice } from "@/base/ui/Feedback";
import { CheckField, SelectField, TextArea, TextField } from "@/base/ui/Field";
import { Page } from "@/base/ui/Page";

import { Grades } from "./Grades";
import { buildRecord, type Draft, EMPTY_DRAFT } from "./record";
import { Sending, useSending } from "./Sending";
import { Times } from "./Times";

/** Records a mission that the instructor flew with a student. Works without a connection: it is sent when it is back. */
export function RecordMission() {
  const { enrollment } = useRoute().params as { enrollment: string };
  const reading = useTrainingView(enrollment);
  const view = reading.data?.training;
  const person = view?.User?.UserDetail;
  return (
    <Page
      title={t("students:record")}
      back={`/trainings/students/view/${enrollment}`}
      backLabel={person && `${person.name} ${person.surname}`}
      readings={[reading]}
    >
      {view && <Form view={view} enrollment={enrollment} />}
    </Page>
  );
}

function Form({ view, enrollment }: { view: TrainingView; enrollment: string }) {
  const { route } = useLocation();
  const [draft, setDraft] = useState<Draft>(() => startDraft(view));
  const sending = useSending(enrollment, () => route(`/app/trainings/students/view/${enrollment}`));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const errors = sending.errors;
  const submit = (event: Event) => {
    event.preventDefault();
    void sending.record(buildRecord(enrollment, draft));
  };
  if (view.Training.TrainingFlight.length === 0)
    return <Notice tone="info" title={t("students:no_missions")} />;
  return (
    <form class="form" onSubmit={submit}>
      <Card>
        <SelectField
          label={t("students:mission")}
          value={draft.mission}
          options={view.Training.TrainingFlight.map(({ id, name }) => [id, name] as const)}
          error={errors["training_flight_id"]}
          onValue={(mission) => change({ mission, grades: {}, times: {} })}
        />
        <div class="two-fields">
          <TextField
            label={t("students:hours")}
            type="number"
            min={0}
            max={24}
            inputMode="numeric"
            value={draft.hours}
            error={errors["time"]}
            onValue={(hours) => change({ hours })}
          />
          <TextField
            label={t("students:minutes")}
            type="number"
            min={0}
            max={59}
            inputMode="numeric"
            value={draft.minutes}
            onValue={(minutes) => change({ minutes })}
          />
        </div>
        {!isSimulated(view, draft) && (
          <Times times={draft.times} errors={errors} onTimes={(times) => change({ times })} />
        )}
        <TextField
          label={t("students:day")}
          hint={t("students:day_hint")}
          type="date"
          required
          max={getDay(new Date(), schoolZone.value)}
          value={draft.day}
          error={errors["date"]}
          onValue={(day) => change({ day })}
        />
        <TextField
          label={t("students:flight_number")}
          maxLength={100}
          value={draft.flightId}
          error={errors["flight_id"]}
          onValue={(flightId) => change({ flightId })}
        />
        <CheckField
          label={t("students:completed")}
          hint={t("students:completed_hint")}
          checked={draft.completed}
          onValue={(completed) => change({ completed })}
        />
      </Card>
      <Grades
        mission={draft.mission}
        grades={draft.grades}
        errors={errors}
        onGrades={(grades) => change({ grades })}
      />
      <Card>
        <TextArea
          label={t("students:remarks")}
          value={draft.remarks}
          error={errors["remarks"]}
          onValue={(remarks) => change({ remarks })}
        />
      </Card>
      <Sending sending={sending} />
      <Button type="submit" wide isBusy={sending.isBusy} disabled={sending.isWaiting}>
        {t("students:save_flight")}
      </Button>
    </form>
  );
}

/** Whether the mission is flown in the simulator, where no time is flight time. */
function isSimulated({ Training: training }: TrainingView, { mission }: Draft): boolean {
  return training.TrainingFlight.find(({ id }) => id === mission)?.flight_type === "SIMULATOR";
}

/** Proposes the first mission that is not flown yet, of its planned length, today. */
function startDraft({ Training: training }: TrainingView): Draft {
  const next = training.TrainingFlight.find(({ completed }) => !completed) ?? training.TrainingFlight[0];
  const minutes = Math.round((next?.hours ?? 0) * 60);
  return {
    ...EMPTY_DRAFT,
    mission: next?.id ?? "",
    hours: String(Math.floor(minutes / 60)),
    minutes: String(minutes % 60),
    day: getDay(new Date(), schoolZone.value),
  };
}
