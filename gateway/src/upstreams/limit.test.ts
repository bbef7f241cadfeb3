/** A model of a service with so many places, asked for three times as much as it can do, on a simulated clock. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createGradient } from "./gradient.ts";
import { createLimit, priorities, priorityOf, type Limit, type Priority } from "./limit.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Works on so many at once, each for as long; the others wait in it, as in a real one. */
function createService(places: number, ms: number) {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const next = (): void => {
    while (busy < places && waiting.length > 0) {
      busy += 1;
      const begin = waiting.shift()!;
      begin();
    }
  };
  return async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    next();
    await promise;
    await new Promise((done) => setTimeout(done, ms));
    busy -= 1;
    next();
  };
}

type Tally = { sent: number; answered: number; slowest: number };

/** Sends `perSecond` of each priority for so many seconds. */
async function flood(
  limit: Limit,
  serve: () => Promise<void>,
  perSecond: Readonly<Record<Priority, number>>,
  seconds: number,
): Promise<Record<Priority, Tally>> {
  const tally = () => ({ sent: 0, answered: 0, slowest: 0 });
  const tallies = { checkout: tally(), "signed-in": tally(), anonymous: tally() };
  const visit = async (priority: Priority): Promise<void> => {
    const own = tallies[priority];
    own.sent += 1;
    const startedAt = performance.now();
    if (!limit.enter(priority)) await limit.wait(priority);
    const running = limit.running();
    const sentAt = performance.now();
    await serve();
    limit.observe("get /", performance.now() - sentAt, running);
    limit.leave();
    own.answered += 1;
    own.slowest = Math.max(own.slowest, performance.now() - startedAt);
  };
  const owed = { checkout: 0, "signed-in": 0, anonymous: 0 };
  for (let ms = 0; ms < seconds * 1_000; ms++) {
    for (const priority of priorities)
      for (owed[priority] += perSecond[priority] / 1_000; owed[priority] >= 1; owed[priority] -= 1)
        void visit(priority).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  return tallies;
}

const total = (tallies: Record<Priority, Tally>) =>
  priorities.reduce((sum, priority) => sum + tallies[priority].answered, 0);

describe("asked for three times what the service can do", () => {
  // 16 places and 50 ms are 320 a second.
  const shop = { checkout: 60, "signed-in": 150, anonymous: 750 };

  test("it does nine tenths of what it can, and all of the checkouts", async () => {
    const seconds = 10;
    const limit = createLimit();
    const tallies = await flood(limit, createService(16, 50), shop, seconds);
    expect(total(tallies)).toBeGreaterThanOrEqual(0.9 * 320 * seconds);
    const { checkout, anonymous } = tallies;
    expect(checkout.answered).toBeGreaterThanOrEqual(0.99 * checkout.sent);
    expect(tallies["signed-in"].answered / tallies["signed-in"].sent).toBeGreaterThan(0.9);
    expect(anonymous.answered).toBeLessThan(0.5 * anonymous.sent);
    expect(limit.state().shed.anonymous).toBe(anonymous.sent - anonymous.answered);
    expect(limit.state()).toMatchObject({ running: 0, queued: 0 });
  });

  test("nobody who is let in waits long: what does not fit is turned away, not piled up in the service", async () => {
    const limit = createLimit();
    await flood(limit, createService(16, 50), shop, 5);
    const tallies = await flood(limit, createService(16, 50), shop, 5);
    for (const priority of priorities) expect(tallies[priority].slowest).toBeLessThan(600);
  });

  test("a service that becomes as slow for good is not strangled", async () => {
    const limit = createLimit();
    await flood(limit, createService(16, 50), shop, 5);
    const tallies = await flood(limit, createService(16, 200), shop, 30);
    expect(total(tallies)).toBeGreaterThanOrEqual(0.7 * 80 * 30);
    expect(tallies.checkout.answered).toBeGreaterThanOrEqual(0.95 * tallies.checkout.sent);
  });
});

test("a service that is quick whatever it is sent is held back by nothing", async () => {
  const limit = createLimit();
  const tallies = await flood(
    limit,
    createService(1_000, 5),
    { checkout: 0, "signed-in": 0, anonymous: 5_000 },
    3,
  );
  expect(tallies.anonymous.answered).toBe(tallies.anonymous.sent);
});

describe("with a limit that stands", () => {
  const stands = (places: number, queueMs = 300) =>
    createLimit({ gradient: createGradient({ least: places, most: places, first: places }), queueMs });
  const settle = async (promise: Promise<void>): Promise<string> =>
    promise.then(
      () => "in",
      (error: { code?: string }) => error.code ?? "error",
    );

  test("the last places are for those who matter more", () => {
    const limit = stands(20);
    const enterAll = (priority: Priority) => {
      let count = 0;
      while (limit.enter(priority)) count += 1;
      return count;
    };
    expect(enterAll("anonymous")).toBe(15);
    expect(enterAll("signed-in")).toBe(3);
    expect(enterAll("checkout")).toBe(2);
  });

  test("who waits is let in by importance, then in turn", async () => {
    const limit = stands(8);
    for (let count = 0; count < 8; count++) limit.enter("checkout");
    const order: string[] = [];
    const come = (priority: Priority, name: string) =>
      limit.wait(priority).then(
        () => order.push(name),
        () => order.push(`not ${name}`),
      );
    const all = [
      come("anonymous", "a"),
      come("checkout", "c1"),
      come("signed-in", "s"),
      come("checkout", "c2"),
    ];
    for (let count = 0; count < 8; count++) limit.leave();
    await Promise.all(all);
    expect(order).toEqual(["c1", "c2", "s", "a"]);
  });

  test("who waits too long is turned away", async () => {
    const limit = stands(8, 100);
    for (let count = 0; count < 8; count++) limit.enter("checkout");
    const waiting = settle(limit.wait("checkout"));
    await vi.advanceTimersByTimeAsync(101);
    expect(await waiting).toBe("service.overloaded");
    expect(limit.state()).toMatchObject({ queued: 0, shed: { checkout: 1 } });
  });

  test("a full queue makes room for somebody who matters more, and for nobody else", async () => {
    const limit = stands(8);
    for (let count = 0; count < 8; count++) limit.enter("checkout");
    const waiting = Array.from({ length: 16 }, () => settle(limit.wait("anonymous")));
    expect(await settle(limit.wait("anonymous"))).toBe("service.overloaded");
    const paying = settle(limit.wait("checkout"));
    expect(await waiting.at(-1)).toBe("service.overloaded");
    limit.leave();
    expect(await paying).toBe("in");
    expect(limit.state().queued).toBe(15);
  });
});

test("who pays comes first, whoever it is; a guest is as good as nobody", () => {
  const route = { isCheckout: false };
  expect(priorityOf({ isCheckout: true }, undefined)).toBe("checkout");
  expect(priorityOf(route, { role: "customer" })).toBe("signed-in");
  expect(priorityOf(route, { role: "guest" })).toBe("anonymous");
  expect(priorityOf(route, undefined)).toBe("anonymous");
});
