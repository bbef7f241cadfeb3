/** Which events the broker has confirmed: taken out of their documents, many at a time. */
import type { mongo } from "mongoose";
import type { Logger } from "../process/logger.ts";
import { within } from "../process/within.ts";
import { announcementCollection, type Announcing } from "./announcing.ts";

export type Marks = AsyncDisposable & {
  add(collection: string, id: string, eventIds: readonly string[]): void;
  /** Confirmed, and perhaps still in its document. */
  has(eventId: string): boolean;
};

type Sent = { readonly id: string; readonly eventIds: readonly string[] };

/** So long that an order's events leave it in one write or two; events are published twice when the process dies first. */
const everyMs = 1_000;
/** A write that hangs must not keep the next marks from being written; made again, it changes nothing. */
const longestMs = 30_000;

export function createMarks({
  rowsOf,
  log,
}: {
  rowsOf: (collection: string) => mongo.Collection<Announcing>;
  log: Logger;
}): Marks {
  const sent = new Map<string, Map<string, string[]>>();
  const confirmed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let flushing = Promise.resolve();

  const flushOne = async (collection: string, documents: readonly Sent[]): Promise<void> => {
    const ids = documents.map(({ id }) => id);
    const eventIds = documents.flatMap((each) => each.eventIds);
    if (collection === announcementCollection.name)
      await rowsOf(collection).deleteMany({
        _id: { $in: ids },
        outbox: { $not: { $elemMatch: { "event.id": { $nin: eventIds } } } },
      });
    // One command for all, as each of many would be planned by itself: an event stands in no other document.
    await rowsOf(collection).updateMany(
      { _id: { $in: ids } },
      { $pull: { outbox: { "event.id": { $in: eventIds } } } },
    );
    for (const eventId of eventIds) confirmed.delete(eventId);
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const taken = [...sent];
    sent.clear();
    for (const [collection, documents] of taken) {
      const marks = [...documents].map(([id, eventIds]) => ({ id, eventIds }));
      try {
        await within(longestMs, "Marking", flushOne(collection, marks));
      } catch (error) {
        log.warn({ err: error }, "Cannot mark events as published; will try again");
        for (const { id, eventIds } of marks) note(collection, id, eventIds);
      }
    }
  };

  const flushSoon = (): void => {
    timer ??= setTimeout(() => {
      flushing = flushing.then(flush);
    }, everyMs);
  };

  const note = (collection: string, id: string, eventIds: readonly string[]): void => {
    const documents = sent.get(collection) ?? new Map<string, string[]>();
    sent.set(collection, documents.set(id, [...(documents.get(id) ?? []), ...eventIds]));
    for (const eventId of eventIds) confirmed.add(eventId);
    flushSoon();
  };

  return {
    add: note,
    has: (eventId) => confirmed.has(eventId),
    [Symbol.asyncDispose]: async () => {
      await flushing;
      await flush();
      clearTimeout(timer);
    },
  };
}
