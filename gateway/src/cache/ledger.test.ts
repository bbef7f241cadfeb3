import fc from "fast-check";
import { expect, test } from "vitest";
import { createLedger } from "./ledger.ts";

test("what was asked for before a purge of one of its tags is not current, what comes after it is", () => {
  const ledger = createLedger(1_000);
  const before = ledger.begin();
  ledger.purge(["product:1"]);
  const after = ledger.begin();
  expect(ledger.isCurrent(before, ["category:2", "product:1"])).toBe(false);
  expect(ledger.isCurrent(before, ["product:10", "category:2"])).toBe(true);
  expect(ledger.isCurrent(before, [])).toBe(true);
  expect(ledger.isCurrent(after, ["product:1"])).toBe(true);
});

test("a purge of all ends what has no tag, too", () => {
  const ledger = createLedger(1_000);
  const before = ledger.begin();
  ledger.purgeAll();
  expect(ledger.isCurrent(before, [])).toBe(false);
  expect(ledger.isCurrent(ledger.begin(), [])).toBe(true);
});

test("it knows when one of some tags was last purged", () => {
  let now = 5;
  const ledger = createLedger(1_000, () => now);
  expect(ledger.purgedAt(["a:1"])).toBe(-Infinity);
  ledger.purge(["a:1"]);
  now = 7;
  ledger.purge(["b"]);
  expect([["a:1"], ["a:*"], ["a:2"], ["a:1", "b"]].map(ledger.purgedAt)).toEqual([5, 5, -Infinity, 7]);
  now = 9;
  ledger.purgeAll();
  expect(ledger.purgedAt(["a:1"])).toBe(9);
});

test("so many tags that they are not told apart any more end all", () => {
  const ledger = createLedger(1_000);
  const before = ledger.begin();
  ledger.purge(Array.from({ length: 60_000 }, (_, id) => `product:${id}`));
  expect(ledger.isCurrent(before, ["category:1"])).toBe(false);
  expect(ledger.size()).toBe(0);
});

test("nothing that may still be used is forgotten, whatever the time; what is older is", () => {
  const lifeMs = 100;
  const steps = fc.array(
    fc.oneof(
      fc.record({ waits: fc.nat(60) }),
      fc.record({ purges: fc.constantFrom("a:1", "a:2", "b") }),
      fc.record({ asks: fc.constantFrom("a:1", "a:2", "b") }),
    ),
    { minLength: 20, maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (run) => {
      let now = 0;
      const ledger = createLedger(lifeMs, () => now);
      const entries: { tag: string; begun: number; askedAt: number; isPurged: boolean }[] = [];
      for (const step of run) {
        if ("waits" in step) now += step.waits;
        else if ("asks" in step)
          entries.push({ tag: step.asks, begun: ledger.begin(), askedAt: now, isPurged: false });
        else {
          ledger.purge([step.purges]);
          for (const entry of entries) if (entry.tag === step.purges) entry.isPurged = true;
        }
        for (const { tag, begun, askedAt, isPurged } of entries)
          if (now - askedAt < lifeMs) expect(ledger.isCurrent(begun, [tag])).toBe(!isPurged);
      }
    }),
  );
  const ledger = createLedger(lifeMs, () => 0);
  ledger.purge(["a:1"]);
  expect(ledger.size()).toBe(2);
});
