import { expect, test } from "vitest";
import { createSenders, type Senders } from "./senders.ts";
import type { Tally } from "./tally.ts";

const rule = { name: "address", quota: 100, windowMs: 60_000 } as const;

function open(max: number) {
  const forgotten: Tally[] = [];
  const senders = createSenders({
    kind: "address",
    rules: [rule],
    max,
    onForget: (tally) => forgotten.push(tally),
  });
  return { senders, forgotten };
}

/** Counts a use, and says what this sender has used by then, as far as is known. */
function use({ find }: Senders, id: string, cost: number, now = 0): number {
  const [tally] = find(id, now).tallies;
  return (tally!.own += cost);
}

test("a flood from many addresses resets nobody who has used much", () => {
  const { senders, forgotten } = open(100);
  use(senders, "limited", 100);
  use(senders, "busy", 25);
  for (let each = 0; each < 10_000; each++) use(senders, `flood-${each}`, 1);
  expect(senders.size()).toBe(100);
  expect(use(senders, "limited", 0)).toBe(100);
  expect(use(senders, "busy", 0)).toBe(25);
  expect(forgotten).toHaveLength(10_002 - 100);
});

test("newcomers are counted together while everybody there is has used much, and by themselves when that is over", () => {
  const { senders } = open(10);
  for (let each = 0; each < 10; each++) use(senders, `heavy-${each}`, 50);
  expect(use(senders, "first", 1)).toBe(1);
  expect(use(senders, "second", 1)).toBe(2);
  expect(use(senders, "heavy-3", 1)).toBe(51);
  expect(senders.size()).toBe(10);
  expect(senders.find("third", 0).id).toBe("*");
  expect(use(senders, "first", 1, 60_000)).toBe(1);
  expect(use(senders, "second", 1, 60_000)).toBe(1);
});

test("who has not come for a window makes room without anybody having to be forgotten", () => {
  const { senders, forgotten } = open(1_000);
  for (let each = 0; each < 500; each++) use(senders, `early-${each}`, 100);
  for (let each = 0; each < 500; each++) use(senders, `late-${each}`, 1, 60_000);
  expect(forgotten).toHaveLength(500);
  expect(senders.size()).toBe(500);
  for (let each = 0; each < 500; each++) expect(use(senders, `late-${each}`, 0, 60_000)).toBe(1);
});

test("who is forgotten and comes back begins anew, under another serial", () => {
  const { senders } = open(1);
  const [before] = senders.find("one", 0).tallies;
  use(senders, "one", 3);
  use(senders, "other", 1);
  const [after] = senders.find("one", 0).tallies;
  expect(after!.own).toBe(0);
  expect(after!.serial).not.toBe(before!.serial);
});
