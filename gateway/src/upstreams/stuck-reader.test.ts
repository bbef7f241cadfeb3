import { Readable, Writable } from "node:stream";
import { setImmediate as immediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cutStuckReader } from "./stuck-reader.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** A source that never ends, and a reader that takes a piece when it is told to. */
function join(ms: number) {
  const source = new Readable({ read: () => void source.push(Buffer.alloc(1_024)) });
  const taken: (() => void)[] = [];
  const reader = new Writable({
    highWaterMark: 1,
    write: (_bytes, _encoding, done) => void taken.push(done),
  });
  const cut = vi.fn<() => void>();
  cutStuckReader(source, cut, ms);
  source.pipe(reader);
  return { source, cut, read: () => taken.shift()?.() };
}

test("who takes nothing is cut, and who takes a little is not", async () => {
  const slow = join(1_000);
  const stuck = join(1_000);
  for (let round = 0; round < 5; round += 1) {
    await immediate();
    slow.read();
    await immediate();
    vi.advanceTimersByTime(600);
  }
  expect(stuck.cut).toHaveBeenCalledOnce();
  expect(slow.cut).not.toHaveBeenCalled();
});

test("a source that has ended leaves no clock behind", async () => {
  const { source } = join(1_000);
  await immediate();
  expect(vi.getTimerCount()).toBe(1);
  source.destroy();
  await immediate();
  expect(vi.getTimerCount()).toBe(0);
});
