import { expect, test } from "vitest";
import { createLimit } from "./argon2-provider.ts";

function aLimit(running: number, waiting: number) {
  const limit = createLimit({ running, waiting, refusal: () => new Error("full") });
  const started: (() => void)[] = [];
  const work = () => limit(() => new Promise<void>((resolve) => started.push(resolve)));
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
  const { work, started } = aLimit(1, 1);
  const running = work();
  const waiting = work();
  await expect(work()).rejects.toThrow("full");
  started[0]!();
  await turn();
  started[1]!();
  await Promise.all([running, waiting]);
});

test("work that fails gives its place back", async () => {
  const { limit } = aLimit(1, 0);
  await expect(limit(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(limit(async () => "fine")).resolves.toBe("fine");
});
