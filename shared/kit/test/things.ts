/** Documents that announce, and replicas of a service that saves them; how its broker fares is for the test to say. */
import type { Event } from "@shop/contracts/language/event";
import { onTestFinished } from "vitest";
import { outboxIndex, type Announcing, type Unsent } from "../src/messaging/announcing.ts";
import { createOutbox } from "../src/messaging/outbox.ts";
import { collectionOf } from "../src/mongo/collections.ts";
import { createTestClock, log, newDefinition, openDatabase } from "./fixtures.ts";

const definition = newDefinition();

const thingCollection = { name: "things", indexes: [outboxIndex] };

export const numberOf = ({ data }: Event): number => (data as { n: number }).n;

type Publish = (event: Event) => boolean | Promise<boolean>;

/** A broker that confirms what `answer` says, and can be cut off. */
export function createFakeBus(answer: Publish = () => true) {
  let isOpen = true;
  const published: number[] = [];
  const listeners: (() => void)[] = [];
  return {
    published,
    canPublish: () => isOpen,
    whenPublishing: (listener: () => void) => void listeners.push(listener),
    publish: async (event: Event): Promise<boolean> => {
      published.push(numberOf(event));
      return answer(event);
    },
    cut: () => {
      isOpen = false;
    },
    mend: () => {
      isOpen = true;
      for (const listener of listeners) listener();
    },
  };
}

export async function openThings() {
  const { connection } = await openDatabase([thingCollection]);
  const rows = collectionOf<Announcing>(connection, "things");
  const clock = createTestClock();

  const startReplica = (options: { everyMs?: number } = {}) => {
    const outbox = createOutbox({ connection, collections: ["things"], clock, log, everyMs: 20, ...options });
    onTestFinished(() => outbox[Symbol.asyncDispose]());
    const toUnsent = (id: string, n: number, data: object = { n }) =>
      outbox.toUnsent({ aggregateId: id, sequence: n, events: [{ ...definition.of({ n }), data }] });
    /** All that a process does that dies before it publishes. */
    const saveOnly = async (id: string, ...numbers: readonly number[]): Promise<Unsent[]> => {
      const unsent = numbers.flatMap((n) => toUnsent(id, n));
      await rows.updateOne({ _id: id }, { $push: { outbox: { $each: unsent } } }, { upsert: true });
      return unsent;
    };
    return {
      outbox,
      toUnsent,
      saveOnly,
      save: async (id: string, ...numbers: readonly number[]): Promise<void> => {
        outbox.publish("things", id, await saveOnly(id, ...numbers));
      },
      relay: (bus = createFakeBus()) => {
        outbox.relay(bus);
        return bus;
      },
    };
  };

  return {
    connection,
    rows,
    clock,
    startReplica,
    /** How many keys the outbox's index has. */
    keysOfIndex: async (): Promise<number> => {
      const report = await connection.db?.command({ validate: "things" });
      return Number(report?.["keysPerIndex"]?.outbox);
    },
  };
}
