import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { currentContext, runInContext } from "./context.ts";
import { gather } from "./gather.ts";

/** Reads that are noted, and answered when a test says so. */
function noted() {
  const asked: string[][] = [];
  const answers: PromiseWithResolvers<ReadonlyMap<string, string>>[] = [];
  const find = gather(
    (keys: readonly string[]) => {
      asked.push([...keys]);
      answers.push(Promise.withResolvers());
      return answers.at(-1)!.promise;
    },
    { max: 3 },
  );
  const answer = (index: number, ...keys: string[]) =>
    answers[index]!.resolve(new Map(keys.map((key) => [key, key.toUpperCase()])));
  const isAsked = async (times: number) => {
    await expect.poll(() => asked.length).toBe(times);
  };
  return { find, asked, answers, answer, isAsked };
}

test("what is asked for in one turn is read together, each key once, and answered to each", async () => {
  const { find, asked, answer, isAsked } = noted();
  const found = Promise.all([find("a"), find("b"), find("a")]);
  await isAsked(1);
  expect(asked).toEqual([["a", "b"]]);
  answer(0, "a");
  expect(await found).toEqual(["A", undefined, "A"]);
});

test("nothing is remembered: what is asked for after an answer is read again", async () => {
  const { find, answer, isAsked } = noted();
  for (const index of [0, 1]) {
    const found = find("a");
    await isAsked(index + 1);
    answer(index, "a");
    expect(await found).toBe("A");
  }
});

test("what is asked for while a read is under way goes out together, and is never answered by that read", async () => {
  const { find, asked, answer, isAsked } = noted();
  const first = find("a");
  await isAsked(1);
  const later = [find("a"), find("b")];
  answer(0, "a");
  expect(await first).toBe("A");
  await isAsked(2);
  answer(1, "b");
  expect(await Promise.all(later)).toEqual([undefined, "B"]);
  expect(asked).toEqual([["a"], ["a", "b"]]);
});

test("a read that does not come back holds up the next one for some milliseconds only", async () => {
  const { find, answer, isAsked } = noted();
  void find("a");
  await isAsked(1);
  const second = find("b");
  await isAsked(2);
  answer(1, "b");
  expect(await second).toBe("B");
});

test("more keys than one read may have go out as several", async () => {
  const { find, asked, answer, isAsked } = noted();
  const found = Promise.all(["a", "b", "c", "d"].map((key) => find(key)));
  await isAsked(2);
  answer(0, "a", "b", "c");
  answer(1, "d");
  expect(await found).toEqual(["A", "B", "C", "D"]);
  expect(asked).toEqual([["a", "b", "c"], ["d"]]);
});

test("nor are they lost while they wait for a read that is under way", async () => {
  const { find, asked, answer, isAsked } = noted();
  void find("first");
  await isAsked(1);
  const found = Promise.all(["a", "b", "c", "d", "e", "f", "g"].map((key) => find(key)));
  await isAsked(4);
  for (const [index, keys] of asked.entries()) answer(index, ...keys);
  expect(await found).toEqual(["A", "B", "C", "D", "E", "F", "G"]);
});

test("a read that throws throws for each of its keys, and for nothing else", async () => {
  const { find, answers, answer, isAsked } = noted();
  const found = Promise.allSettled([find("a"), find("b")]);
  await isAsked(1);
  answers[0]!.reject(new Error("away"));
  expect((await found).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = find("a");
  await isAsked(2);
  answer(1, "a");
  expect(await next).toBe("A");
});

test("the time that one of its requests has left does not bound a read of several", async () => {
  const find = gather(async () => new Map([["a", currentContext()?.msLeft()]]));
  const context = { requestId: "first", traceparent: "", msLeft: () => 1 };
  expect(await runInContext(context, () => find("a"))).toBe(Infinity);
});

test("thousands at once come out whole", async () => {
  const find = gather(async (keys: readonly number[]) => {
    await pause(keys.length % 3);
    return new Map(keys.map((key) => [key, key * 2]));
  });
  const keys = Array.from({ length: 5_000 }, (_, index) => index);
  expect(await Promise.all(keys.map(find))).toEqual(keys.map((key) => key * 2));
});

test("what comes later does not wait for a read that hangs, once it is known to", async () => {
  const { find, asked, answers, answer, isAsked } = noted();
  void find("hangs");
  await isAsked(1);
  await pause(20);
  const order: string[] = [];
  const found = find("a");
  setImmediate(() => setImmediate(() => order.push(asked.length === 2 ? "at once" : "late")));
  await isAsked(2);
  answer(1, "a");
  expect([await found, order]).toEqual(["A", ["at once"]]);
  answers[0]!.resolve(new Map());
});
