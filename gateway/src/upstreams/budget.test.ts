import { expect, test } from "vitest";
import { createBudget } from "./budget.ts";

const spendAll = (budget: ReturnType<typeof createBudget>) => {
  let count = 0;
  while (budget.spend()) count += 1;
  return count;
};

test("a few may be repeated at once, then a tenth of what is sent", () => {
  const budget = createBudget(() => 0);
  expect(spendAll(budget)).toBe(10);
  for (let sent = 0; sent < 1_000; sent++) budget.earn();
  const repeated = spendAll(budget);
  expect(repeated).toBeGreaterThan(95);
  expect(repeated).toBeLessThanOrEqual(100);
  expect(budget.used()).toBe(10 + repeated);
});

test("where hardly anything is sent, one a second comes back", () => {
  let now = 0;
  const budget = createBudget(() => now);
  spendAll(budget);
  now = 3_000;
  expect(spendAll(budget)).toBe(3);
  now = 1_000_000;
  expect(spendAll(budget)).toBe(10);
});

test("a long good time does not pay for a storm", () => {
  const budget = createBudget(() => 0);
  for (let sent = 0; sent < 100_000; sent++) budget.earn();
  expect(spendAll(budget)).toBeLessThanOrEqual(100);
});
