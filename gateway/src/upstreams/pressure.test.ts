import { expect, test } from "vitest";
import { priorities } from "./limit.ts";
import { createPressure } from "./pressure.ts";

function start() {
  const loop = { now: 0, busy: 1, waiting: [] as (() => void)[] };
  const pressure = createPressure({
    now: () => loop.now,
    comeRound: (then) => loop.waiting.push(then),
    busyShare: () => loop.busy,
  });
  /** A request comes each time the event loop comes round, which takes as long. */
  const run = (rounds: number, ms: number) => {
    for (let round = 0; round < rounds; round++) {
      pressure.isTooMuchFor("anonymous");
      loop.now += ms;
      for (const then of loop.waiting.splice(0)) then();
      loop.now += 50;
    }
  };
  return { loop, pressure, run, refused: () => priorities.filter((each) => pressure.isTooMuchFor(each)) };
}

test("the later the event loop, the more are turned away, who matter least first", () => {
  const { run, refused } = start();
  run(20, 20);
  expect(refused()).toEqual([]);
  run(20, 500);
  expect(refused()).toEqual(["anonymous"]);
  run(20, 1_200);
  expect(refused()).toEqual(["signed-in", "anonymous"]);
  run(20, 10);
  expect(refused()).toEqual([]);
});

test("one long pause, or a process that was stopped, turns nobody away", () => {
  const { loop, run, refused } = start();
  run(1, 900);
  expect(refused()).toEqual([]);
  loop.busy = 0.5;
  run(20, 900);
  expect(refused()).toEqual([]);
});

test("what was measured long ago says nothing", () => {
  const { loop, run, refused } = start();
  run(20, 1_200);
  loop.now += 10_000;
  expect(refused()).toEqual([]);
});
