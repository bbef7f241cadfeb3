import { expect, test } from "vitest";
import { createRecentSaves } from "./recent-saves.ts";

function atTime() {
  const time = { now: 0 };
  return { time, saves: createRecentSaves(() => time.now) };
}

test("a save is told for two seconds, each product's last one", () => {
  const { time, saves } = atTime();
  saves.note([{ id: "a", sequence: 1 }]);
  time.now = 1_000;
  saves.note([{ id: "b", sequence: 7 }]);
  saves.note([{ id: "a", sequence: 2 }]);
  expect(saves.list()).toEqual([
    { id: "b", sequence: 7 },
    { id: "a", sequence: 2 },
  ]);
  time.now = 2_999;
  expect(saves.list()).toHaveLength(2);
  time.now = 3_000;
  expect(saves.list()).toEqual([]);
});

test("many at once, as an import saves them, are not told, and of many one by one the last hundred", () => {
  const { saves } = atTime();
  saves.note(Array.from({ length: 11 }, (_, each) => ({ id: `${each}`, sequence: 1 })));
  expect(saves.list()).toEqual([]);
  for (let each = 0; each < 150; each += 1) saves.note([{ id: `${each}`, sequence: 1 }]);
  expect(saves.list().map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, each) => `${each + 50}`));
});
