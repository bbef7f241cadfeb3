import { expect, test, vi } from "vitest";
import { createPoll } from "./poll.ts";

const openPoll = (work: () => Promise<number | void>, everyMs = 10_000) => {
  const errors: unknown[] = [];
  const poll = createPoll({ everyMs, work, onError: (error) => errors.push(error) });
  return { poll, errors };
};

/** A poll on a clock of the test's own, whose runs end at once. */
async function openCounted(answers: readonly (number | undefined)[], everyMs?: number) {
  vi.useFakeTimers();
  let runs = 0;
  const { poll } = openPoll(async () => answers[runs++], everyMs);
  await vi.advanceTimersByTimeAsync(0);
  return {
    poll,
    runsAfter: async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms);
      return runs;
    },
    close: async () => {
      await poll[Symbol.asyncDispose]();
      vi.useRealTimers();
    },
  };
}

test("it works at once, then each time its pause is over", async () => {
  const { runsAfter, close } = await openCounted([]);
  expect(await runsAfter(0)).toBe(1);
  expect(await runsAfter(9_999)).toBe(1);
  expect(await runsAfter(1)).toBe(2);
  expect(await runsAfter(10_000)).toBe(3);
  await close();
});

test("work that knows when it is needed next is done then, if that is sooner", async () => {
  const { runsAfter, close } = await openCounted([300, 0, 60_000]);
  expect(await runsAfter(299)).toBe(1);
  expect(await runsAfter(2)).toBe(3);
  expect(await runsAfter(9_990)).toBe(3);
  expect(await runsAfter(10)).toBe(4);
  await close();
});

test("a wake-up is heard at once, one for later when its time has come, and none puts off what is planned", async () => {
  const { poll, runsAfter, close } = await openCounted([]);
  poll.wake();
  expect(await runsAfter(0)).toBe(2);
  poll.wakeIn(500);
  poll.wakeIn(20_000);
  expect(await runsAfter(499)).toBe(2);
  expect(await runsAfter(1)).toBe(3);
  poll.wakeIn(-5);
  expect(await runsAfter(0)).toBe(4);
  await close();
});

test("woken while it works, it works once more; told a month, it does not come at once", async () => {
  vi.useFakeTimers();
  const gates: PromiseWithResolvers<void>[] = [];
  const { poll } = openPoll(() => {
    gates.push(Promise.withResolvers());
    return gates.at(-1)!.promise;
  });
  poll.wake();
  poll.wake();
  expect(gates).toHaveLength(1);
  gates[0]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(gates).toHaveLength(2);
  poll.wakeIn(30 * 24 * 3_600_000);
  await vi.advanceTimersByTimeAsync(100);
  gates[1]?.resolve();
  await vi.advanceTimersByTimeAsync(100);
  expect(gates).toHaveLength(2);
  await poll[Symbol.asyncDispose]();
  vi.useRealTimers();
});

test("an error is told, and the work comes again", async () => {
  let runs = 0;
  const { poll, errors } = openPoll(async () => {
    runs += 1;
    if (runs === 1) throw new Error("away");
  }, 1);
  await expect.poll(() => runs).toBeGreaterThan(1);
  expect(errors).toEqual([new Error("away")]);
  await poll[Symbol.asyncDispose]();
});

test("closing waits for the run in flight, and no other follows", async () => {
  const gate = Promise.withResolvers<void>();
  let runs = 0;
  const { poll } = openPoll(async () => {
    runs += 1;
    await gate.promise;
  }, 1);
  poll.wake();
  let isClosed = false;
  const closing = poll[Symbol.asyncDispose]().then(() => (isClosed = true));
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  gate.resolve();
  await closing;
  expect(runs).toBe(1);
});

test("a run that hangs is an error after a minute, and the next one comes in its time", async () => {
  vi.useFakeTimers();
  let runs = 0;
  const { poll, errors } = openPoll(() => (runs++ === 0 ? new Promise(() => undefined) : Promise.resolve()));
  await vi.advanceTimersByTimeAsync(59_999);
  expect([runs, errors.length]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(String(errors)).toContain("longer than 60000 ms");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toBe(2);
  await poll[Symbol.asyncDispose]();
  vi.useRealTimers();
});
