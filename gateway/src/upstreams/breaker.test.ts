import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createBreaker, type Breaker } from "./breaker.ts";

let breaker: Breaker;
let changes: string[];
beforeEach(() => {
  vi.useFakeTimers();
  changes = [];
  breaker = createBreaker({ name: "test", onChange: (state) => changes.push(state) }, { volumeThreshold: 4 });
});
afterEach(() => {
  breaker[Symbol.dispose]();
  vi.useRealTimers();
});

const fail = () => breaker.run(() => Promise.resolve("silent"));
const answer = () => breaker.run(() => Promise.resolve("answered"));
const open = async () => {
  for (let count = 0; count < 4; count++) await fail();
};
/** Milliseconds until it lets somebody through again. */
async function msShut(): Promise<number> {
  for (let ms = 0; ; ms += 100) {
    if (breaker.state() !== "open") return ms;
    await vi.advanceTimersByTimeAsync(100);
  }
}

test("a service that is back after a second is asked after a second", async () => {
  await open();
  await expect(answer()).rejects.toMatchObject({ code: "service.unavailable" });
  expect(await msShut()).toBe(1_000);
  await answer();
  expect(breaker.state()).toBe("closed");
  expect(changes).toEqual(["open", "closed"]);
});

test("one that stays away is asked less and less, and from the beginning once it was back", async () => {
  await open();
  const pauses = [];
  for (let round = 0; round < 5; round++) {
    pauses.push(await msShut());
    await fail();
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  await msShut();
  await answer();
  // What was before is forgotten.
  await vi.advanceTimersByTimeAsync(11_000);
  await open();
  expect(await msShut()).toBe(1_000);
});

test("one that takes no connection is looked at each second: nobody waits for that, and it is used as soon as it is back", async () => {
  const miss = () => breaker.run(() => Promise.resolve("absent"));
  for (let count = 0; count < 4; count++) await miss();
  const pauses = [];
  for (let round = 0; round < 4; round++) {
    pauses.push(await msShut());
    await miss();
  }
  expect(pauses).toEqual([1_000, 1_000, 1_000, 1_000]);
});

test("what tells nothing of the service neither opens nor closes it, and keeps it from neither", async () => {
  const leave = () => breaker.run(() => Promise.resolve("unknown"));
  for (let count = 0; count < 20; count++) await leave();
  expect(breaker.state()).toBe("closed");
  await open();
  expect(breaker.state()).toBe("open");
  await msShut();
  await leave();
  expect(breaker.state()).toBe("half-open");
  await answer();
  expect(breaker.state()).toBe("closed");
});

test("while one is asked to see, nobody else is", async () => {
  await open();
  await msShut();
  const asked = Promise.withResolvers<"answered">();
  const first = breaker.run(() => asked.promise);
  await expect(answer()).rejects.toMatchObject({ code: "service.unavailable" });
  asked.resolve("answered");
  await first;
  await answer();
});
