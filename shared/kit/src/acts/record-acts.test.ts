import { defineSubject, type Snapshot } from "@shop/contracts/language/act";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { AppError, type ErrorKind } from "../errors.ts";
import type { Answer } from "../http/server/answer.ts";
import { createLogger } from "../process/logger.ts";
import type { BegunAct } from "./act-store.ts";
import { createActs } from "./record-acts.ts";

const on = defineSubject({
  kind: "thing",
  id: "id",
  shows: z.object({ id: z.string(), size: z.int() }),
});
const endpoint: Endpoint = {
  method: "patch",
  path: "/things/:id",
  summary: "",
  access: "staff",
  act: { action: "things.change", on, replies: true },
  status: 200,
  reply: z.object({}),
};
const now = new Date("2026-11-26T10:00:00.000Z");

let things: Record<string, { id: string; size: number; secret: string }>;
let said: [what: string, ...more: unknown[]][];
let isAway: boolean;
beforeEach(() => {
  things = { a: { id: "a", size: 1, secret: "hidden" } };
  said = [];
  isAway = false;
});

const note = async (...what: (typeof said)[number]): Promise<true> => {
  said.push(what);
  if (isAway) throw new Error("The database is away");
  return true;
};
const acts = {
  begin: async ({ object, before }: BegunAct, at: Date) => void (await note("begun", object, before, at)),
  drop: async () => void (await note("dropped")),
  settleAt: async (_id: string, at: Date) => void (await note("settles", at)),
  finish: ({ object, before }: BegunAct, after: Snapshot) => note("told", object, before, after),
};
const { recordActs, settle } = createActs({
  acts,
  shown: { thing: async (id) => things[id] },
  clock: { now: () => now },
  log: createLogger("test", "silent"),
});
const record = recordActs(endpoint, { action: "things.change", on, replies: true });
const call = { actor: "ana", params: { id: "a" }, query: {}, body: {} };

const answer = (body: object, isReplayed = false): Answer => ({
  status: 200,
  headers: {},
  body: `${JSON.stringify(body)}\n`,
  isReplayed,
});
const grow = async (): Promise<Answer> => {
  things["a"] = { id: "a", size: 2, secret: "hidden" };
  return answer({ ...things["a"], more: 1 });
};
const [before, after] = [
  { id: "a", size: 1 },
  { id: "a", size: 2 },
];
const soon = new Date(now.getTime() + 60_000);

test("it is on record before it happens, and told of as it was answered, whatever others did meanwhile", async () => {
  const done = await record(call, async () => {
    expect(said).toEqual([["begun", "a", before, new Date(now.getTime() + 70_000)]]);
    const grown = await grow();
    things["a"] = { id: "a", size: 99, secret: "hidden" };
    return grown;
  });
  expect(done.body).toContain('"more":1');
  expect(said.slice(1)).toEqual([["told", "a", before, after]]);
});

test.each<[ErrorKind, string]>([
  ["not_found", "dropped"],
  ["conflict", "dropped"],
  ["precondition_failed", "dropped"],
  ["invalid", "dropped"],
  ["unavailable", "settles"],
  ["timeout", "settles"],
  ["slow_sender", "settles"],
  ["too_large", "settles"],
])("what ends as %s is %s", async (kind, what) => {
  const error = new AppError(kind, "thing.refused", "");
  await expect(record(call, () => Promise.reject(error))).rejects.toBe(error);
  expect(said.slice(1)).toEqual([what === "settles" ? ["settles", soon] : ["dropped"]]);
});

test("an error that nobody knows may have come after the change: it is settled", async () => {
  await expect(record(call, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
  expect(said.slice(1)).toEqual([["settles", soon]]);
});

test("an answer that was given before is no second act", async () => {
  await record(call, async () => answer({ id: "a", size: 1 }, true));
  expect(said.slice(1)).toEqual([["dropped"]]);
});

test("nothing happens that cannot be put on record first", async () => {
  isAway = true;
  let isDone = false;
  const run = async () => {
    isDone = true;
    return grow();
  };
  await expect(record(call, run)).rejects.toThrow("away");
  expect(isDone).toBe(false);
});

test("what happened is answered, though nobody could be told of it yet", async () => {
  const done = await record(call, async () => {
    isAway = true;
    return grow();
  });
  expect(done.status).toBe(200);
});

test("what has made something knows its id by the answer, and looks at nothing before", async () => {
  const made = { id: "b", size: 7 };
  await record({ ...call, params: undefined }, async () => answer(made));
  expect(said).toEqual([
    ["begun", null, null, expect.any(Date)],
    ["told", "b", null, made],
  ]);
});

test("what a crash has left is told of as it is found", async () => {
  const left: BegunAct = {
    id: "act",
    at: now,
    actor: "ana",
    action: "things.change",
    kind: "thing",
    object: "a",
    params: { id: "a" },
    before,
    requestId: "r",
  };
  await grow();
  await settle(left);
  delete things["a"];
  await settle(left);
  await settle({ ...left, object: null });
  expect(said).toEqual([
    ["told", "a", before, after],
    ["told", "a", before, null],
    ["told", null, before, null],
  ]);
});
