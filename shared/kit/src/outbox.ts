/**
 * Events are saved with the change that announces them, then relayed to the broker.
 * A crash between the two delays an event; it cannot lose one. Delivery is at least once.
 */
import { randomUUID } from "node:crypto";
import type { Event, Fact } from "@shop/contracts/contract";
import type { ClientSession, Connection } from "mongoose";
import type { Bus } from "./bus.ts";
import { currentContext, runInContext } from "./context.ts";
import { Envelope } from "./envelope.ts";
import type { Logger } from "./logger.ts";
import { defineGauge } from "./metrics.ts";
import { defineCollection } from "./migrations.ts";
import { collectionOf } from "./mongo.ts";
import { createPoll, type Poll } from "./poll.ts";

/** A fact of one aggregate; `sequence` is a counter kept in the aggregate, one step per event. */
export type Announcement = {
  readonly fact: Fact;
  readonly aggregateId: string;
  readonly sequence: number;
};

export type Outbox = {
  add(announcements: readonly Announcement[], session: ClientSession): Promise<void>;
  /** Publishes what is saved, oldest first, until disposed; any number of relays may share an outbox. */
  relay(bus: Pick<Bus, "publish" | "canPublish">): AsyncDisposable;
  /** There is something new: a hint, made after commit. */
  wake(): void;
  pendingCount(): Promise<number>;
  /** 0 when nothing is pending. */
  oldestPendingAgeMs(): Promise<number>;
};

type Origin = { readonly requestId: string; readonly traceparent: string };

type Row = {
  _id: string;
  event: Event;
  origin: Origin | null;
  state: "pending" | "sent";
  createdAt: Date;
  dueAt: Date;
  owner: string | null;
  tries: number;
  sentAt?: Date;
};

const sentKeptSeconds = 7 * 24 * 60 * 60;
const oldestFirst = { createdAt: 1, "event.sequence": 1 } as const;

export const outboxMigration = defineCollection({
  name: "kit-outbox",
  collection: "outbox",
  indexes: [
    { key: { ...oldestFirst, dueAt: 1 }, name: "pending", partialFilterExpression: { state: "pending" } },
    { key: { owner: 1 }, name: "owner", partialFilterExpression: { state: "pending" } },
    { key: { sentAt: 1 }, name: "ttl", expireAfterSeconds: sentKeptSeconds },
  ],
});

export function createOutbox({
  connection,
  log,
  leaseMs = 10_000,
  everyMs = 500,
  batch = 100,
}: {
  connection: Connection;
  log: Logger;
  leaseMs?: number;
  everyMs?: number;
  batch?: number;
}): Outbox {
  const rows = collectionOf<Row>(connection, "outbox");
  const relays = new Set<Poll>();

  /** By state and the server's clock, never by position: a row that commits late is still found. */
  const claim = async (owner: string): Promise<Row[]> => {
    const due = { state: "pending", $expr: { $lte: ["$dueAt", "$$NOW"] } } as const;
    const oldest = { sort: oldestFirst, limit: batch, projection: { _id: 1 } } as const;
    const found = await rows.find(due, oldest).toArray();
    if (found.length === 0) return [];
    await rows.updateMany({ ...due, _id: { $in: found.map(({ _id }) => _id) } }, [
      { $set: { owner, dueAt: { $add: ["$$NOW", leaseMs] }, tries: { $add: ["$tries", 1] } } },
    ]);
    return rows.find({ state: "pending", owner }, { sort: oldestFirst }).toArray();
  };

  const relayBatch = async (bus: Pick<Bus, "publish" | "canPublish">): Promise<boolean> => {
    if (!bus.canPublish()) return false;
    const owner = randomUUID();
    const claimed = await claim(owner);
    if (claimed.length === 0) return false;
    const sent = await publishAll(bus, claimed);
    const isMine = { state: "pending", owner } as const;
    await rows.updateMany({ ...isMine, _id: { $in: [...sent] } }, [
      { $set: { state: "sent", sentAt: "$$NOW", owner: null } },
    ]);
    if (sent.size < claimed.length) {
      log.warn({ unsent: claimed.length - sent.size }, "Events were not confirmed; will try again");
      await rows.updateMany(isMine, [
        { $set: { dueAt: { $add: ["$$NOW", backoffMs("$tries")] }, owner: null } },
      ]);
    }
    return claimed.length === batch && sent.size > 0;
  };

  const pendingCount: Outbox["pendingCount"] = () =>
    rows.countDocuments({ state: "pending" }, { hint: "pending" });
  const oldestPendingAgeMs: Outbox["oldestPendingAgeMs"] = async () => {
    const oldest = await rows.findOne({ state: "pending" }, { sort: oldestFirst });
    return oldest ? Math.max(0, Date.now() - oldest.createdAt.getTime()) : 0;
  };
  defineGauge("outbox_pending_events", "Events that are saved and not published yet", pendingCount);
  defineGauge(
    "outbox_oldest_pending_seconds",
    "Age of the oldest of them",
    async () => (await oldestPendingAgeMs()) / 1_000,
  );

  return {
    add: async (announcements, session) => {
      if (announcements.length === 0) return;
      // The driver would make null of undefined, which a contract does not take for absent.
      await rows.insertMany(announcements.map(toRow), { session, ignoreUndefined: true });
    },
    relay: (bus) => {
      const poll = createPoll({
        everyMs,
        work: () => relayBatch(bus),
        onError: (error) => log.warn({ err: error }, "Outbox relay failed; will try again"),
      });
      relays.add(poll);
      return {
        [Symbol.asyncDispose]: () => {
          relays.delete(poll);
          return poll[Symbol.asyncDispose]();
        },
      };
    },
    wake: () => {
      for (const relay of relays) relay.wake();
    },
    pendingCount,
    oldestPendingAgeMs,
  };
}

/** A contract checked the data when the fact was made; the rest is checked here. */
function toRow({ fact, aggregateId, sequence }: Announcement): Row {
  const createdAt = new Date();
  const id = randomUUID();
  const event = Envelope.parse({ id, ...fact, occurredAt: createdAt.toISOString(), aggregateId, sequence });
  const context = currentContext();
  return {
    _id: id,
    event,
    origin: context ? { requestId: context.requestId, traceparent: context.traceparent } : null,
    state: "pending",
    createdAt,
    // Not `createdAt`: this clock may be ahead of the server's, by which rows become due.
    dueAt: new Date(0),
    owner: null,
    tries: 0,
  };
}

/** In order, each with the origin of its change; answers the ids that the broker has. */
async function publishAll(bus: Pick<Bus, "publish">, claimed: readonly Row[]): Promise<ReadonlySet<string>> {
  const confirmed = await Promise.all(
    claimed.map(async ({ _id, event, origin }) => {
      const publish = () => bus.publish(event);
      const isSent = await (origin
        ? runInContext({ ...origin, msLeft: () => Infinity }, publish)
        : publish());
      return isSent ? [_id] : [];
    }),
  );
  return new Set(confirmed.flat());
}

/** 1 s, 2 s, 4 s … 32 s, worked out by the server. */
const backoffMs = (tries: string) => ({
  $multiply: [1_000, { $pow: [2, { $min: [{ $subtract: [tries, 1] }, 5] }] }],
});
