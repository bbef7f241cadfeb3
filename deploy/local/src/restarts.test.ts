import { expect, test } from "vitest";
import { createRestart } from "./restarts.ts";

/** A process that takes until `let` is called to restart. */
function aProcess() {
  const lets: (() => void)[] = [];
  const restart = () => new Promise<number>((resolve) => lets.push(() => resolve(1_234)));
  return { find: () => ({ restart }), lets };
}

test("a restart is told in one line, with how long the process was away", async () => {
  const { find, lets } = aProcess();
  const answer = createRestart(find)("order");
  lets[0]?.();
  expect(await answer).toBe("order was restarted and runs again after 1.2 s.");
});

test("however often it is asked for in the middle of a restart, one more follows", async () => {
  const { find, lets } = aProcess();
  const restart = createRestart(find);
  const answers = [restart("order"), restart("order"), restart("order")];
  expect(lets).toHaveLength(1);
  lets[0]?.();
  await answers[0];
  await expect.poll(() => lets.length).toBe(2);
  lets[1]?.();
  await Promise.all(answers);
  expect(lets).toHaveLength(2);
});

test("a process that does not come up again is told, and may be restarted later", async () => {
  let isBroken = true;
  const restart = createRestart(() => ({
    restart: () => (isBroken ? Promise.reject(new Error("order does not run")) : Promise.resolve(10)),
  }));
  expect(await restart("order")).toBe("order was stopped and did not start: order does not run");
  isBroken = false;
  expect(await restart("order")).toMatch(/^order was restarted/);
});
