import { expect, test, vi } from "vitest";
import { AppError } from "../errors.ts";
import type { Owed } from "./owed.ts";
import { soonAgain } from "./soon-again.ts";

const task = (attempts: number): Owed<"ask"> => ({
  id: "ask",
  kind: "ask",
  dueAt: new Date(0),
  attempts,
  giveUpAt: null,
});

const away = new AppError("unavailable", "user.unavailable", "The user service does not answer");

test.each([
  ["soon after the first time", 1, away, [1_000]],
  ["later after more of them", 4, away, [8_000]],
  ["a minute at most", 40, away, [60_000]],
  ["as soon when it took too long", 1, new AppError("timeout", "user.timeout", "It took too long"), [1_000]],
  ["when its lease is over, where it is at fault itself", 1, new Error("A bug"), []],
])("who was away is asked again %s", async (_, attempts, error, pauses) => {
  const later = {
    postpone: vi.fn<(inMs: number) => Promise<void>>(async () => undefined),
    giveUp: async () => undefined,
  };
  const run = soonAgain(async () => Promise.reject(error));
  await expect(run({}, task(attempts), later)).rejects.toBe(error);
  expect(later.postpone.mock.calls).toEqual(pauses.map((ms) => [ms]));
});

test("what was done is left as it is", async () => {
  const later = {
    postpone: vi.fn<(inMs: number) => Promise<void>>(async () => undefined),
    giveUp: async () => undefined,
  };
  expect(await soonAgain(async () => "done")({}, task(1), later)).toBe("done");
  expect(later.postpone).not.toHaveBeenCalled();
});
