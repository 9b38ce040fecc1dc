import {
  BookOpen,
  CalendarClock,
  ClipboardCheck,
  ClipboardClock,
  Hourglass,
  Layers,
  type LucideIcon,
  PenLine,
  ShieldAlert,
  Users,
} from "lucide-preact";
import type { ComponentChildren } from "preact";

import { t } from "@/base/texts/translate";
import { Moment } from "@/base/time/Moment";
import { NearMoment } from "@/base/time/NearMoment";
import { countDaysUntil, formatNearDay } from "@/base/time/near";
import { ButtonLink } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";

import type { Step } from "./steps";

const ICONS: Record<Step["kind"], LucideIcon> = {
  exam_open: Hourglass,
  exam_ready: ClipboardCheck,
  exam_ahead: ClipboardClock,
  lesson: BookOpen,
  subject: Layers,
  training: Layers,
  class: Users,
  debriefing: PenLine,
  deadline: CalendarClock,
  validity: ShieldAlert,
};

/** The most urgent step large, the others below it. */
export function NextSteps({ steps: [first, ...others] }: { steps: Step[] }) {
  if (!first) return <p class="empty">{t("home:nothing_next")}</p>;
  return (
    <>
      <FirstStep step={first} />
      {others.length > 0 && (
        <Card title={t("home:then")}>
          <Rows>
            {others.map((step) => (
              <StepRow key={`${step.kind} ${step.href}`} step={step} />
            ))}
          </Rows>
        </Card>
      )}
    </>
  );
}

function FirstStep({ step }: { step: Step }) {
  const Icon = ICONS[step.kind];
  return (
    <section class={`next ${getTone(step)}`} aria-labelledby="next-step">
      <span class="next-icon">
        <Icon aria-hidden="true" size={26} />
      </span>
      <div class="next-text">
        <p class="next-kind">{describeKind(step)}</p>
        <h2 id="next-step">{step.name}</h2>
        <p class="next-detail">{describeStep(step)}</p>
      </div>
      <ButtonLink href={step.href}>{nameAction(step.kind)}</ButtonLink>
    </section>
  );
}

function StepRow({ step }: { step: Step }) {
  const Icon = ICONS[step.kind];
  return (
    <Row
      href={step.href}
      lead={<Icon aria-hidden="true" size={22} class={`step-icon ${getTone(step)}`} />}
      title={
        <>
          <span class="step-kind">{describeKind(step)}</span> {step.name}
        </>
      }
      detail={describeStep(step)}
    />
  );
}

/** The colour: time is running, something is late, or all is well. */
function getTone(step: Step): "bad" | "warning" | "" {
  if (step.kind === "exam_open") return "bad";
  if (step.kind === "deadline" || step.kind === "validity")
    return countDaysUntil(step.day) < 0 ? "bad" : "warning";
  return step.kind === "debriefing" ? "warning" : "";
}

function describeKind(step: Step): string {
  switch (step.kind) {
    case "exam_open":
      return t("home:exam_open");
    case "exam_ready":
      return t(step.until ? "home:exam_of_class" : "home:exam_ready");
    case "exam_ahead":
      return t("home:exam_ahead");
    case "lesson":
      return step.slides?.completed ? t("home:continue_lesson") : t("home:next_lesson");
    case "subject":
    case "training":
      return t("home:next_subject");
    case "class":
      return t("home:next_class");
    case "debriefing":
      return t("home:debriefing", { count: step.count });
    case "deadline":
      return countDaysUntil(step.day) < 0 ? t("home:deadline_passed") : t("home:deadline");
    case "validity":
      return countDaysUntil(step.day) < 0 ? t("home:validity_over") : t("home:validity");
  }
}

function describeStep(step: Step): ComponentChildren {
  if (step.kind === "deadline") return t("home:finish_before", { when: formatNearDay(step.day) });
  if (step.kind === "validity") return t("home:valid_until", { when: formatNearDay(step.day) });
  if (step.kind === "class") return <ClassDetail at={step.at} of={step.of} />;
  if (step.kind === "exam_ahead") return <ExamDetail text={t("home:exam_opens")} at={step.at} of={step.of} />;
  if (step.kind === "exam_ready" && step.until)
    return <ExamDetail text={t("home:exam_until")} at={step.until} of={step.of} />;
  const slides = step.kind === "lesson" && step.slides?.completed ? t("home:slides", step.slides) : undefined;
  return [step.of, slides].filter(Boolean).join(" · ");
}

function ClassDetail({ at, of }: { at: string; of: string | undefined }) {
  return (
    <>
      <NearMoment at={at} />
      {of && ` · ${of}`}
    </>
  );
}

/** When the exam opens, or until when it can be started. */
function ExamDetail({ text, at, of }: { text: string; at: string; of: string | undefined }) {
  return (
    <>
      {text} <Moment at={at} />
      {of && ` · ${of}`}
    </>
  );
}

function nameAction(kind: Step["kind"]): string {
  const names: Record<Step["kind"], string> = {
    exam_open: t("home:resume_exam"),
    exam_ready: t("home:open_exam"),
    exam_ahead: t("home:open_exam"),
    lesson: t("home:open_lesson"),
    subject: t("home:open_subject"),
    training: t("home:open_training"),
    class: t("home:open_class"),
    debriefing: t("home:open_debriefing"),
    deadline: t("home:open_training"),
    validity: t("home:open_certificate"),
  };
  return names[kind];
}
