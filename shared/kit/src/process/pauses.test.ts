import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createPauses } from "./pauses.ts";

test("others have a turn of the event loop after every ten milliseconds of work, and not more often", async () => {
  let now = 0;
  const pause = createPauses({ clock: () => now });
  const ended = new AbortController();
  let turns = 0;
  const others = (async () => {
    while (!ended.signal.aborted) {
      await setImmediate();
      turns += 1;
    }
  })();
  for (let piece = 0; piece < 100; piece += 1) {
    now += 2;
    await pause();
  }
  ended.abort();
  await others;
  expect(turns).toBeGreaterThanOrEqual(19);
  expect(turns).toBeLessThanOrEqual(21);
});
