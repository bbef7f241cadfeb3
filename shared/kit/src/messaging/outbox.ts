/**
 * Transactional outbox: a document that announces something carries the events until the broker has confirmed them.
 * Whoever saved it publishes at once, from memory; a sweep of the index finds what a crash or an absent broker left.
 * Delivery is at least once: what one process saves, in the order of `sequence` while it and the broker live. What two
 * save of the same document at the same time may change places: `sequence` tells.
 */
import type { Fact } from "@shop/contracts/language/event";
import type { Connection } from "mongoose";
import { crashPoint } from "../process/crash-point.ts";
import type { Logger } from "../process/logger.ts";
import { defineGauge } from "../process/metrics.ts";
import { collectionOf } from "../mongo/collections.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import { createPoll, type Poll } from "../process/poll.ts";
import { outboxIndex, type Announcing, type Unsent } from "./announcing.ts";
import { createMarks } from "./marks.ts";
import { createTurns } from "./turns.ts";
import { dueAtOf, originOf, publishOne, toEvent, type Publishing } from "./unsent.ts";

export type Announcement = {
  readonly aggregateId: string;
  /** The aggregate's counter after the last of the events; one step each. */
  readonly sequence: number;
  readonly events: readonly Fact[];
};

export type Outbox = {
  /** Events as they are to be pushed to the `outbox` of the document that changes. */
  toUnsent(announcement: Announcement): Unsent[];
  /** Call after the save, or after its commit: what the document `id` of a collection was saved with. */
  publish(collection: string, id: string, unsent: readonly Unsent[]): void;
  pendingCount(): Promise<number>;
  /** 0 when nothing is pending. */
  oldestPendingAgeMs(): Promise<number>;
};

/** Longer than a confirm may take, and the mark after it. */
const leaseMs = 10_000;
const batch = 100;
const atOnce = 16;

const isPending = { "outbox.dueAt": { $type: "date" } } as const;
/** What is due first comes first; asked to sort, the database would read all that is due. */
const inOrderOfIndex = { projection: { outbox: 1 }, hint: outboxIndex.name } as const;

const keyOf = (collection: string, id: string): string => `${collection}/${id}`;

export function createOutbox({
  connection,
  collections,
  clock,
  log,
  everyMs = 10_000,
}: {
  connection: Connection;
  /** Names of the collections whose documents announce; each has the `outboxIndex`. */
  collections: readonly string[];
  clock: ServerClock;
  log: Logger;
  /** How often to look for what was left. */
  everyMs?: number;
}): Outbox & AsyncDisposable & { relay(bus: Publishing): AsyncDisposable } {
  const rowsOf = (collection: string) => collectionOf<Announcing>(connection, collection);
  const marks = createMarks({ rowsOf, log });
  const turns = createTurns({ clock, leaseMs });
  let bus: Publishing | undefined;
  let sweep: Poll | undefined;

  const publishAll = async (collection: string, id: string, unsent: readonly Unsent[]): Promise<boolean> => {
    // One after the other would wait for each confirm; the channel keeps their order anyway.
    const confirmed = await Promise.all(unsent.map((each) => publishOne(bus, each)));
    const sent = unsent.filter((_, index) => confirmed[index]).map(({ event }) => event.id);
    if (sent.length > 0) {
      crashPoint("outbox.published");
      marks.add(collection, id, sent);
    }
    return sent.length === unsent.length;
  };

  const publishInTurn = (collection: string, id: string, unsent: readonly Unsent[]): Promise<boolean> =>
    turns.run(keyOf(collection, id), () => publishAll(collection, id, unsent));

  const take = async (collection: string, { _id, outbox = [] }: Announcing): Promise<void> => {
    if (turns.isUnderway(keyOf(collection, _id))) return;
    const now = clock.now();
    const { modifiedCount } = await rowsOf(collection).updateOne(
      { _id, "outbox.dueAt": { $lte: now } },
      { $set: { "outbox.$[].dueAt": new Date(now.getTime() + leaseMs) } },
    );
    if (modifiedCount === 0) return;
    const unsent = outbox.filter(({ event }) => !marks.has(event.id));
    const isSent = await publishInTurn(collection, _id, unsent);
    if (!isSent) log.warn({ collection, id: _id }, "Events were not confirmed; will try again");
  };

  /** Answers when there is more to do. */
  const sweepOne = async (collection: string): Promise<number> => {
    const now = clock.now().getTime();
    const soon = await rowsOf(collection)
      .find({ "outbox.dueAt": { $lte: new Date(now + everyMs) } }, { ...inOrderOfIndex, limit: batch })
      .toArray();
    const due = soon.filter((row) => dueAtOf(row) <= now);
    for (let first = 0; first < due.length; first += atOnce)
      await Promise.all(due.slice(first, first + atOnce).map((row) => take(collection, row)));
    if (due.length === batch) return 0;
    const next = soon.find((row) => dueAtOf(row) > now);
    return next ? dueAtOf(next) - now : everyMs;
  };

  const sweepAll = async (): Promise<number> => {
    if (!bus?.canPublish()) return everyMs;
    const inMs: number[] = [];
    for (const collection of collections) inMs.push(await sweepOne(collection));
    return Math.min(...inMs);
  };

  const oldest = async (): Promise<number> => {
    const rows = collections.map((collection) => rowsOf(collection).findOne(isPending, inOrderOfIndex));
    const times = (await Promise.all(rows)).flatMap((row) =>
      (row?.outbox ?? []).map(({ event }) => Date.parse(event.occurredAt)),
    );
    return Math.min(...times);
  };
  const outbox: Outbox = {
    toUnsent: ({ aggregateId, sequence, events }) => {
      // What nobody can publish now is due at once, for whoever can first.
      const dueAt = new Date(clock.now().getTime() + (bus?.canPublish() ? leaseMs : 0));
      const origin = originOf();
      return events.map((fact, index) => {
        const event = toEvent(fact, aggregateId, sequence - events.length + index + 1);
        return { event, origin, dueAt };
      });
    },
    publish: (collection, id, unsent) => {
      if (unsent.length === 0 || !bus?.canPublish()) return;
      if (turns.isInOrder(keyOf(collection, id))) void publishInTurn(collection, id, unsent);
    },
    pendingCount: async () => {
      const counts = collections.map((collection) => rowsOf(collection).countDocuments(isPending));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    oldestPendingAgeMs: async () => {
      const since = await oldest();
      return Number.isFinite(since) ? Math.max(0, Date.now() - since) : 0;
    },
  };
  defineGauge(
    "outbox_pending_documents",
    "Documents with events that are saved and not known to be published",
    () => outbox.pendingCount(),
  );
  defineGauge(
    "outbox_oldest_pending_seconds",
    "Age of the oldest of these events",
    async () => (await outbox.oldestPendingAgeMs()) / 1_000,
  );

  return {
    ...outbox,
    relay: (connected) => {
      bus = connected;
      const started = createPoll({
        everyMs,
        work: sweepAll,
        onError: (error) => log.warn({ err: error }, "Cannot look for unsent events; will try again"),
      });
      sweep = started;
      bus.whenPublishing(() => started.wake());
      return started;
    },
    [Symbol.asyncDispose]: async () => {
      await sweep?.[Symbol.asyncDispose]();
      await turns.whenIdle();
      await marks[Symbol.asyncDispose]();
    },
  };
}
