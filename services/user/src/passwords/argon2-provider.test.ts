import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { createArgon2Provider, createLimit, isOutdated } from "./argon2-provider.ts";

function aLimit(running: number, waiting: number) {
  const limit = createLimit({ running, waiting, refusal: () => new Error("full") });
  const started: (() => void)[] = [];
  const work = () => limit.run(() => new Promise<void>((resolve) => started.push(resolve)));
  return { limit, started, work };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("no more than allowed run at once, the rest wait for their turn", async () => {
  const { work, started } = aLimit(2, 3);
  const all = Promise.all([work(), work(), work(), work(), work()]);
  await turn();
  expect(started).toHaveLength(2);
  started[0]!();
  await turn();
  expect(started).toHaveLength(3);
  for (let next = 1; next < 5; next++) {
    started[next]!();
    await turn();
  }
  await all;
});

test("whoever finds the queue full is refused at once", async () => {
  const { limit, work, started } = aLimit(1, 1);
  expect(limit.isFull()).toBe(false);
  const running = work();
  const waiting = work();
  expect(limit.isFull()).toBe(true);
  await expect(work()).rejects.toThrow("full");
  started[0]!();
  await turn();
  started[1]!();
  await Promise.all([running, waiting]);
});

test("work that fails gives its place back", async () => {
  const { limit } = aLimit(1, 0);
  await expect(limit.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(limit.run(async () => "fine")).resolves.toBe("fine");
});

test("a place that rests is empty for as long as its work took, and nobody waits for that but the next", async () => {
  const limit = createLimit({ running: 1, waiting: 1, refusal: () => new Error("full"), isResting: true });
  const began = performance.now();
  const since = () => performance.now() - began;
  const first = limit.run(() => pause(50)).then(since);
  const second = limit.run(async () => since());
  const [end, next] = await Promise.all([first, second]);
  // Timers may be a millisecond early.
  expect(next - end).toBeGreaterThan(end - 5);
});

test("a hash of fewer rounds or less memory is outdated, one of more is not, and another kind is", async () => {
  const today = await createArgon2Provider({ running: 1, waiting: 1 }).hash("a password");
  const [memory, rounds] = [/m=(\d+)/.exec(today)![1], /t=(\d+)/.exec(today)![1]];
  const hashOf = (m: number, t: number) => `$argon2id$v=19$m=${m},t=${t},p=1$c2FsdHNhbHQ$aGFzaGhhc2g`;
  const [m, t] = [Number(memory), Number(rounds)];
  expect([today, hashOf(m, t), hashOf(2 * m, t), hashOf(m, t + 1)].map(isOutdated)).toEqual(
    Array.from({ length: 4 }, () => false),
  );
  const weak = [hashOf(m - 1, t), hashOf(m, t - 1), today.replace("argon2id", "argon2i"), "$2b$10$abc", ""];
  expect(weak.map(isOutdated)).toEqual(weak.map(() => true));
});

test("whoever is known is hashed while all others wait or are refused", async () => {
  const one = { running: 1, waiting: 1 };
  const hash = await createArgon2Provider(one).hash("a password");
  const passwords = createArgon2Provider(one);
  const flood = Promise.allSettled(Array.from({ length: 20 }, () => passwords.verify(hash, "wrong")));
  await expect(passwords.verify(hash, "a password", "known")).resolves.toBe(true);
  const outcomes = await flood;
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(18);
});
