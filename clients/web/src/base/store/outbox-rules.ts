// What the outbox does for some topics beyond sending.
import { examRules } from "@/base/exam/rules";

import type { OutboxEntry } from "./outbox-entry";

export interface Conflict {
  entry: OutboxEntry;
  /** What the server has now. */
  found: unknown;
}

export interface TopicRules {
  /**
   * The entries that would overwrite something newer, of those of one topic that wait and have waited for a while. Called
   * before they are sent; raises Unreachable where the server cannot be asked.
   */
  findConflicts(topic: string, entries: OutboxEntry[]): Promise<Conflict[]>;
  /** Called when the server has taken an entry, before it is deleted. */
  noteDelivery(entry: OutboxEntry): Promise<void>;
}

const rules: Record<string, TopicRules> = { exam: examRules };

/** The rules for `exam:ATTEMPT` and the like; undefined where there are none. */
export function findRules(topic: string): TopicRules | undefined {
  return rules[topic.split(":")[0]!];
}
