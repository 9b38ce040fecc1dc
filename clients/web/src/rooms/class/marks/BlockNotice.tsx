import { type ClassFacts, type Draft, listMoves, readFacts } from "@/base/classes/draft";
import { editDraft } from "@/base/classes/drafts";
import type { ClassView } from "@/base/classes/state";
import { type Block, sendSoon } from "@/base/classes/sync";
import { t } from "@/base/texts/translate";
import { formatDuration, formatMoment } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { Button } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

import { Leftovers } from "./Leftovers";

interface Props {
  draft: Draft;
  block: Block;
  view: ClassView | undefined;
}

/** Why no mark of the class can be stored: it was deleted, signed, moved or closed meanwhile. The marks stay until a yes. */
export function BlockNotice({ draft, block, view }: Props) {
  const sentences: Record<Block, string> = {
    gone: t("class:block_gone"),
    signed: t("class:block_signed", { signature: view?.class.LessonClass.signature ?? "" }),
    moved: t("class:block_moved"),
    closed: t("class:block_closed"),
  };
  return (
    <Notice tone="warning" title={sentences[block]}>
      {block === "moved" && view && <Moves draft={draft} view={view} />}
      <Leftovers draft={draft} users={Object.keys(draft.marks)} view={view}>
        {block !== "gone" && (
          <Button look="secondary" onClick={() => sendSoon(draft.classId, 0)}>
            {t("base:try_again")}
          </Button>
        )}
      </Leftovers>
    </Notice>
  );
}

/** What differs from the class for which the marks were made, and a button that says they are right for this one too. */
function Moves({ draft, view }: { draft: Draft; view: ClassView }) {
  const now = readFacts(view);
  const accept = () => {
    void editDraft(draft.classId, (stored) => stored && { ...stored, facts: now });
    sendSoon(draft.classId);
  };
  return (
    <>
      <ul>
        {listMoves(draft.facts, now).map((fact) => (
          <li key={fact}>
            {`${nameFact(fact)}: `}
            <del>{describeFact(fact, draft.facts)}</del>
            {" → "}
            <ins>{describeFact(fact, now)}</ins>
          </li>
        ))}
      </ul>
      <Button onClick={accept}>{t("class:send_anyway")}</Button>
    </>
  );
}

function nameFact(fact: keyof ClassFacts): string {
  const names: Record<keyof ClassFacts, string> = {
    datetime: t("class:fact_time"),
    minutes: t("class:fact_length"),
    location: t("class:fact_place"),
    item: t("class:fact_item"),
    teacher: t("class:fact_teacher"),
  };
  return names[fact];
}

function describeFact(fact: keyof ClassFacts, facts: ClassFacts): string {
  if (fact === "datetime") return formatMoment(parseMoment(facts.datetime));
  if (fact === "minutes") return formatDuration(facts.minutes * 60);
  return facts[fact] ?? t("class:nothing");
}
