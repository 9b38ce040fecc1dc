import "@/base/learning/learning.css";
import "../training.css";

import { Award, BadgeCheck, Download } from "lucide-preact";
import { useRoute } from "preact-iso";

import { api, type Schemas } from "@/base/api/client";
import { isConnected } from "@/base/api/connection";
import { isNotFound } from "@/base/api/errors";
import { useReading } from "@/base/api/reading";
import { trainingPath } from "@/base/learning/paths";
import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { getSchoolDay } from "@/base/time/near";
import { Button } from "@/base/ui/Button";
import { Badge, ErrorNotice, Notice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";
import { useAction } from "@/base/ui/useAction";

import { CertifiedParts } from "./CertifiedParts";
import { downloadCertificate } from "./download";

type Issued = Schemas["CertificateOutput"];

/** The certificate of a finished training, as it was issued; whether it counts is said first. */
export function Certificate() {
  const { enrollment } = useRoute().params as { enrollment: string };
  const reading = useReading(`/trainings/trainings/certificate/${enrollment}`, (via) =>
    api.GET("/trainings/trainings/certificate/{enrollment_id}.json", {
      ...via,
      params: { path: { enrollment_id: enrollment } },
    }),
  );
  const certificate = reading.data?.certificate;
  const isMissing = isNotFound(reading.error);
  return (
    <Page
      title={t("training:certificate")}
      back={trainingPath(enrollment)}
      backLabel={certificate?.Training.name ?? t("training:training")}
      readings={isMissing ? [] : [reading]}
    >
      {isMissing && <Notice tone="info" title={t("training:no_certificate")} />}
      {certificate && (
        <>
          <Standing certificate={certificate} />
          <Paper certificate={certificate} />
          <Copies enrollment={enrollment} certificate={certificate} />
        </>
      )}
    </Page>
  );
}

function Standing({ certificate }: { certificate: Issued }) {
  const { status, revoked, reason, replaces, replaced_by, TrainingsUser } = certificate;
  const valid = TrainingsUser.validity && formatDay(TrainingsUser.validity);
  if (status === "revoked")
    return (
      <Notice tone="bad" title={t("training:status_revoked", { day: revoked && formatMomentsDay(revoked) })}>
        {reason && <p class="prose">{reason}</p>}
        {replaced_by && <p>{t("training:replaced_by", { number: replaced_by })}</p>}
      </Notice>
    );
  const title = status === "expired" ? t("training:status_expired", { day: valid }) : nameValidity(valid);
  return (
    <Notice tone={status === "expired" ? "warning" : "good"} title={title}>
      {replaces && <p>{t("training:replaces", { number: replaces })}</p>}
    </Notice>
  );
}

function nameValidity(until: string | null): string {
  return until ? t("training:status_valid_until", { day: until }) : t("training:status_valid");
}

function formatMomentsDay(moment: string): string {
  return formatDay(getSchoolDay(parseMoment(moment)));
}

function Paper({ certificate }: { certificate: Issued }) {
  const { number, User, Training, TrainingsUser, Company, issued, status } = certificate;
  return (
    <article class={status === "valid" ? "card paper" : "card paper void"}>
      <header class="paper-head">
        <Award aria-hidden="true" size={40} />
        <p>{Company.name}</p>
        <Badge tone="quiet">{t("training:number", { number })}</Badge>
      </header>
      <div class="paper-title">
        <p>{t("training:certifies")}</p>
        <h2>{`${User.UserDetail.name} ${User.UserDetail.surname}`}</h2>
        <p>{t("training:has_finished", { day: formatDay(TrainingsUser.finish_date) })}</p>
        <h2>{Training.name}</h2>
      </div>
      <CertifiedParts certificate={certificate} />
      <footer class="paper-foot">
        <p>{t("training:issued", { day: formatMomentsDay(issued) })}</p>
        {Training.Manager && (
          <p>
            {Training.Manager.signature ??
              `${Training.Manager.UserDetail.name} ${Training.Manager.UserDetail.surname}`}
          </p>
        )}
      </footer>
    </article>
  );
}

/** The PDF, and the page that the school shows to whoever checks it. */
function Copies({ enrollment, certificate }: { enrollment: string; certificate: Issued }) {
  const download = useAction(() => downloadCertificate(enrollment, certificate.number));
  return (
    <div class="stack">
      {download.error !== undefined && <ErrorNotice error={download.error} />}
      <div class="buttons">
        <Button isBusy={download.isBusy} disabled={!isConnected.value} onClick={() => void download.run()}>
          <Download aria-hidden="true" size={18} />
          {t("training:download")}
        </Button>
        <a class="button secondary" href={certificate.check_url} target="_self" rel="external">
          <BadgeCheck aria-hidden="true" size={18} />
          {t("training:check_page")}
        </a>
      </div>
      <p class="empty">{isConnected.value ? t("training:check_hint") : t("training:download_offline")}</p>
    </div>
  );
}
