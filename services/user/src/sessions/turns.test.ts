import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("where nobody is trying, or too many wait, nobody waits", async () => {
  const turns = createTurns(1);
  expect(await turns.wait("ana")).toBe(false);
  const end = turns.begin("ana");
  const first = turns.wait("ana");
  expect(await turns.wait("ana")).toBe(false);
  expect(await turns.wait("bea")).toBe(false);
  end();
  expect(await first).toBe(true);
});

test("one that ends wakes one, and whoever finds no room wakes the next", async () => {
  const turns = createTurns(5);
  const end = turns.begin("ana");
  const woken: number[] = [];
  for (const place of [1, 2, 3]) void turns.wait("ana").then(() => woken.push(place));
  const before = turns.ended();
  end();
  await turn();
  expect([woken, turns.ended()]).toEqual([[1], before + 1]);
  turns.pass("ana");
  turns.pass("ana");
  await turn();
  expect(woken).toEqual([1, 2, 3]);
  turns.pass("ana");
  expect(await turns.wait("ana")).toBe(false);
});
