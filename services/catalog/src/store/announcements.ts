import type { Fact } from "@shop/contracts/contract";
import type { Announcement } from "@shop/kit/transactions";

/** `sequence` is the aggregate's counter after the last of the events. */
export const toAnnouncements = (
  aggregateId: string,
  sequence: number,
  events: readonly Fact[],
): Announcement[] =>
  events.map((fact, index) => ({ fact, aggregateId, sequence: sequence - events.length + index + 1 }));
