// Answers that have waited are compared with the paper before they are sent: the person may have changed them on another
// device since, and that later choice counts until they say otherwise.
import { ApiError, isTemporary, Unreachable } from "@/base/api/errors";
import type { OutboxEntry } from "@/base/store/outbox-entry";
import type { Conflict, TopicRules } from "@/base/store/outbox-rules";

import {
  type Answers,
  findAttempt,
  getAnswers,
  type Paper,
  readKnownAnswers,
  readPaper,
  rememberAnswers,
} from "./paper";

export interface AnswerBody {
  attemptDetailId: string;
  questionOptionId: string;
}

/** The option that an entry chooses. */
export function getOption(entry: OutboxEntry): string {
  return (entry.body as AnswerBody).questionOptionId;
}

export const examRules: TopicRules = {
  async findConflicts(topic, entries) {
    const attempt = findAttempt(topic)!;
    const paper = await readOpenPaper(attempt);
    if (!paper) return []; // the server will say why it does not take them
    return listConflicts(entries, getAnswers(paper), await readKnownAnswers(attempt));
  },

  async noteDelivery(entry) {
    await rememberAnswers(findAttempt(entry.topic)!, { [entry.slot!]: getOption(entry) });
  },
};

async function readOpenPaper(attempt: string): Promise<Paper | undefined> {
  try {
    const { paper, copiedAt } = await readPaper(attempt);
    if (copiedAt) throw new Unreachable("only a copy");
    return paper.ExamAttempt.status === "open" ? paper : undefined;
  } catch (error) {
    if (error instanceof ApiError && !isTemporary(error) && error.status !== 401) return undefined;
    throw error;
  }
}

/**
 * The entries whose question has another answer than the person saw when they chose, and than any that came from here:
 * `base`, what this device delivered before (`known`), what waits in the same slot.
 */
export function listConflicts(entries: OutboxEntry[], answers: Answers, known: Answers): Conflict[] {
  return entries.flatMap((entry) => {
    const found = answers[entry.slot!];
    const own = entries.filter(({ slot }) => slot === entry.slot).map(getOption);
    const isExpected = found === undefined || [entry.base, known[entry.slot!], ...own].includes(found);
    return isExpected ? [] : [{ entry, found }];
  });
}
