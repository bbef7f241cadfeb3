/** Dead letters in the database of the service whose consumer could not handle them: one row for each message. */
import { isDeepStrictEqual } from "node:util";
import type { EventDefinition } from "@shop/contracts/language/event";
import { mongo, type Connection } from "mongoose";
import { maxHistory } from "@shop/contracts/language/dead-letters";
import { collectionOf, type Collection } from "../mongo/collections.ts";
import { countRows } from "../mongo/count-rows.ts";
import { isDuplicateKey } from "../mongo/duplicate-key.ts";
import type { DeadLetter, Letter } from "./bus/dead-letters.ts";

export type Step = {
  readonly at: Date;
  readonly what: "died" | "redriven";
  readonly reason: string | null;
  readonly error: string | null;
  readonly attempts: number;
};

/** Somebody, as letters may name them. */
export type Named = { readonly id: string; readonly addresses: readonly string[] };

/** As lists show it: without what it says. */
export type KeptItem = Omit<DeadLetter, "content" | "properties" | "headers"> & {
  readonly status: "dead" | "redriven";
};
export type KeptLetter = KeptItem & Letter & { readonly history: readonly Step[] };

/** Where a page ended. */
export type Position = { readonly failedAt: Date; readonly id: string };

type Row = Omit<KeptLetter, "id" | "content" | "consumer"> & {
  readonly _id: string;
  /** What was kept before a service had several has none. */
  readonly consumer?: string;
  readonly content: mongo.Binary;
  readonly expiresAt?: Date;
};

/** So long a letter that was redriven can still be looked at. */
const keptMs = 30 * 24 * 60 * 60_000;

export const deadLetterCollection: Collection = {
  name: "dead_letters",
  indexes: [
    { key: { status: 1, failedAt: -1, _id: -1 }, name: "status_newest" },
    { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "expiry" },
  ],
};

const itemOnly = { content: 0, properties: 0, headers: 0, history: 0 } as const;

/** `consumer`: the service's own. */
export function createDeadLetterStore({
  connection,
  consumer,
}: {
  readonly connection: Connection;
  readonly consumer: string;
}) {
  const rows = collectionOf<Row>(connection, deadLetterCollection.name);

  return {
    /** Says whether it is news: the broker may deliver a letter more than once, and an event may die again. */
    keep: async (letter: DeadLetter): Promise<boolean> => {
      const { id, content, failedAt: at, ...rest } = letter;
      const { reason, error, attempts } = rest;
      const step: Step = { at, what: "died", reason, error, attempts };
      const row = { ...rest, failedAt: at, status: "dead", content: new mongo.Binary(content) } as const;
      const diedAgain = await rows.updateOne(
        { _id: id, history: { $not: { $elemMatch: { what: "died", at } } } },
        {
          $set: { status: "dead", failedAt: at, reason, error, attempts, headers: rest.headers },
          $push: { history: { $each: [step], $slice: -maxHistory } },
          $unset: { expiresAt: "" },
        },
      );
      if (diedAgain.modifiedCount > 0) return true;
      try {
        await rows.insertOne({ _id: id, ...row, history: [step] });
        return true;
      } catch (duplicate) {
        if (!isDuplicateKey(duplicate)) throw duplicate;
        return false;
      }
    },

    find: async (id: string): Promise<KeptLetter | undefined> => {
      const row = await rows.findOne({ _id: id });
      return row ? toLetter({ consumer, ...row }) : undefined;
    },

    /** Those that are dead, newest first. */
    list: async (limit: number, after: Position | undefined): Promise<KeptItem[]> => {
      const found = rows.find<Omit<Row, "content" | "properties" | "headers" | "history">>(
        { status: "dead", ...(after && olderThan(after)) },
        { projection: itemOnly, sort: { failedAt: -1, _id: -1 }, limit },
      );
      return (await found.toArray()).map(({ _id: id, ...row }) => ({ id, consumer, ...row }));
    },

    /** Those that died until then, the oldest first. */
    oldest: async (until: Date, limit: number): Promise<KeptLetter[]> => {
      const filter = { status: "dead", failedAt: { $lte: until } } as const;
      const found = await rows.find(filter, { sort: { failedAt: 1, _id: 1 }, limit }).toArray();
      return found.map((row) => toLetter({ consumer, ...row }));
    },

    /** `at`: just before it was sent. One that has died again meanwhile stays dead, and its history says both in their order. */
    markRedriven: async ({ id, failedAt }: KeptLetter, at: Date): Promise<void> => {
      const step: Step = { at, what: "redriven", reason: null, error: null, attempts: 0 };
      const { matchedCount } = await rows.updateOne(
        { _id: id, status: "dead", failedAt },
        {
          $set: { status: "redriven", expiresAt: new Date(at.getTime() + keptMs) },
          $push: { history: { $each: [step], $slice: -maxHistory } },
        },
      );
      if (matchedCount > 0) return;
      await rows.updateOne(
        { _id: id, failedAt: { $ne: failedAt } },
        { $push: { history: { $each: [step], $sort: { at: 1 }, $slice: -maxHistory } } },
      );
    },

    drop: async (id: string): Promise<boolean> => (await rows.deleteOne({ _id: id })).deletedCount > 0,

    /**
     * Throws away, for good, every letter that names somebody, in any case; answers how many there were. One that waits for its
     * consumer stays where only the id is in it and nothing that its contract does not know: stock or the audit log may be
     * owed what it says.
     */
    dropNaming: async ({ id, addresses }: Named, hears: readonly EventDefinition[]): Promise<number> => {
      let dropped = 0;
      for await (const row of rows.find({}, { batchSize: 100 })) {
        const { _id, content, ...rest } = row;
        const text = Buffer.from(content.buffer).toString("utf8");
        const said = `${text}\n${JSON.stringify({ _id, ...rest })}`.toLowerCase();
        const says = (word: string) => said.includes(word.toLowerCase());
        const isOwed =
          row.status === "dead" && (row.consumer ?? consumer) === consumer && isOneOf(hears, text);
        if (!addresses.some(says) && (isOwed || !says(id))) continue;
        dropped += (await rows.deleteOne({ _id })).deletedCount;
      }
      return dropped;
    },

    count: (): Promise<number> => rows.countDocuments({ status: "dead" }),

    /** Of those that `list` goes through. */
    total: () => countRows(rows, { status: "dead" }),
  };
}
export type DeadLetterStore = ReturnType<typeof createDeadLetterStore>;

type WholeRow = Row & Pick<KeptLetter, "consumer">;

const toLetter = ({ _id: id, expiresAt: _expiresAt, content, ...row }: WholeRow): KeptLetter => ({
  id,
  ...row,
  content: Buffer.from(content.buffer),
});

/** As its contract has it, word for word: whatever else it says may be anything. */
function isOneOf(events: readonly EventDefinition[], text: string): boolean {
  try {
    const said: unknown = JSON.parse(text);
    return events.some(({ envelope }) => isDeepStrictEqual(envelope.safeParse(said).data, said));
  } catch {
    return false;
  }
}

const olderThan = ({ failedAt, id }: Position) => ({
  failedAt: { $lte: failedAt },
  $or: [{ failedAt: { $lt: failedAt } }, { _id: { $lt: id } }],
});
