import { expect, test } from "vitest";
import { createFullest } from "./state.ts";
import { createTally, type Tally } from "./tally.ts";

const rule = { name: "address", quota: 100, windowMs: 60_000 } as const;
function pay(id: string, used: number, endsAt = 1_000): Tally {
  return Object.assign(createTally(rule, { kind: "address", id }), { own: used, endsAt });
}
const named = (tallies: readonly Tally[]) => tallies.map(({ sender }) => sender.id);

test("the ten that have used most are kept, however many pay, each once", () => {
  const fullest = createFullest();
  const tallies = Array.from({ length: 30 }, (_, index) => pay(String(index), (index * 7) % 30));
  for (const tally of [...tallies, ...tallies]) fullest.note(tally, 0);
  const most = tallies.toSorted((one, other) => other.own - one.own).slice(0, 10);
  expect(named(fullest.read(0))).toEqual(named(most));
});

test("a window that is over makes room, and is not shown", () => {
  const fullest = createFullest();
  for (let index = 0; index < 10; index++) fullest.note(pay(`old${index}`, 90, 500), 0);
  fullest.note(pay("new", 1), 400);
  expect(named(fullest.read(400))).not.toContain("new");
  fullest.note(pay("new", 1), 600);
  expect(named(fullest.read(600))).toEqual(["new"]);
});

test("who is forgotten is not shown", () => {
  const fullest = createFullest();
  const tally = pay("gone", 1);
  fullest.note(tally, 0);
  fullest.forget(tally);
  fullest.forget(pay("never seen", 1));
  expect(fullest.read(0)).toEqual([]);
});
