import { describe, expect, test } from "vitest";
import { again, change, requireSeen } from "./change.ts";

/** A counter that somebody else adds ten to, in between, as often as `rivals` says. */
function aCounter({ rivals = 0 } = {}) {
  let [current, reads, left] = [{ version: 1, value: 0 }, 0, rivals];
  return {
    current: () => current,
    reads: () => reads,
    find: async () => {
      reads += 1;
      return current;
    },
    save: async (before: { version: number }, { value }: { value: number }) => {
      if (left > 0) {
        left -= 1;
        current = { version: current.version + 1, value: current.value + 10 };
      }
      if (before.version !== current.version) return "moved" as const;
      current = { version: current.version + 1, value };
      return "saved" as const;
    },
  };
}
const addOne = ({ value }: { value: number }) => ({ value: value + 1 });

test("whoever is slower decides again on what is there then, and nothing is lost", async () => {
  const counter = aCounter({ rivals: 3 });
  const changed = await change({ ...counter, decide: addOne });
  expect(changed).toEqual({ before: { version: 4, value: 30 }, decision: { value: 31 }, saved: "saved" });
  expect(counter.current()).toEqual({ version: 5, value: 31 });
});

test("fifty at once are all counted or told to try again", async () => {
  const counter = aCounter();
  const slow = async (document: { value: number }) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return addOne(document);
  };
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () => change({ ...counter, decide: slow })),
  );
  const refused = results.filter(({ status }) => status === "rejected");
  expect(counter.current().value).toBe(50 - refused.length);
  for (const refusal of refused)
    expect(refusal).toMatchObject({ reason: { kind: "busy", code: "request.busy" } });
});

test("ten decisions that came too late are enough", async () => {
  const counter = aCounter({ rivals: 100 });
  await expect(change({ ...counter, decide: addOne })).rejects.toMatchObject({
    kind: "busy",
    code: "request.busy",
  });
  expect(counter.reads()).toBe(10);
});

test("what is remembered is changed without a look, and looked at again when it says no or is old", async () => {
  const counter = aCounter();
  const fresh = await change({ ...counter, remembered: counter.current(), decide: addOne });
  expect([fresh, counter.reads()]).toMatchObject([{ decision: { value: 1 } }, 0]);

  const old = { version: 1, value: 0 };
  const late = await change({ ...counter, remembered: old, decide: addOne });
  expect([late, counter.reads()]).toMatchObject([{ decision: { value: 2 } }, 1]);

  const onlyNow = ({ version, value }: { version: number; value: number }) =>
    version > 1 ? addOne({ value }) : undefined;
  const refused = await change({ ...counter, remembered: old, decide: onlyNow });
  expect([refused, counter.reads()]).toMatchObject([{ decision: { value: 3 } }, 2]);
});

test("what the caller has seen is asked for on every round", async () => {
  const counter = aCounter({ rivals: 1 });
  const expect1 = { versions: [1], isRequired: true };
  const refused = change({ ...counter, expect: expect1, decide: addOne });
  await expect(refused).rejects.toMatchObject({ kind: "precondition_failed" });
  expect(counter.current()).toEqual({ version: 2, value: 10 });
});

test("what the caller has seen is asked for, whatever is remembered", async () => {
  const counter = aCounter();
  const seen = { versions: [7], isRequired: true };
  const refused = change({ ...counter, remembered: counter.current(), expect: seen, decide: addOne });
  await expect(refused).rejects.toMatchObject({ kind: "precondition_failed" });
  expect(counter.current()).toEqual({ version: 1, value: 0 });
});

test("a known document is not read, until it has moved", async () => {
  const counter = aCounter();
  await change({ ...counter, known: counter.current(), decide: addOne });
  expect(counter.reads()).toBe(0);
  await change({ ...counter, known: { version: 1, value: 0 }, decide: addOne });
  expect(counter.reads()).toBe(1);
  expect(counter.current()).toEqual({ version: 3, value: 2 });
});

test("where there is nothing to change nothing is saved", async () => {
  const save = async () => {
    throw new Error("Saved");
  };
  const changed = await change({ find: aCounter().find, save, decide: () => undefined });
  expect(changed).toEqual({ before: { version: 1, value: 0 }, decision: undefined });
});

test("what an attempt throws ends it", async () => {
  const failure = new Error("No more");
  await expect(again(() => Promise.reject(failure))).rejects.toBe(failure);
});

describe("what was seen", () => {
  const outcome = (versions: readonly number[] | "*" | undefined, isRequired: boolean) => {
    try {
      requireSeen({ versions, isRequired }, 3);
      return "passed";
    } catch (error) {
      return (error as { kind: string }).kind;
    }
  };
  test.for([
    [[3], true, "passed"],
    [[2, 3], false, "passed"],
    ["*", true, "passed"],
    [undefined, false, "passed"],
    [undefined, true, "precondition_required"],
    [[2], false, "precondition_failed"],
    [[], false, "precondition_failed"],
  ] as const)("%j, required: %j, of version 3: %s", ([versions, isRequired, expected]) => {
    expect(outcome(versions, isRequired)).toBe(expected);
  });
});
