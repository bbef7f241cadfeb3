import { expect, test } from "vitest";
import { createDocumentTurns } from "./document-turns.ts";

test("work with a key in common is done in the order of asking, other work beside it", async () => {
  const takeTurns = createDocumentTurns();
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = takeTurns(["a", "b"], async () => {
    await gate.promise;
    done.push("a+b");
  });
  const second = takeTurns(["b", "c"], async () => void done.push("b+c"));
  const third = takeTurns(["c"], async () => void done.push("c"));
  await takeTurns(["d"], async () => void done.push("d"));
  gate.resolve();
  await Promise.all([first, second, third]);
  expect(done).toEqual(["d", "a+b", "b+c", "c"]);
});

test("work that fails is told so, and the next has its turn", async () => {
  const takeTurns = createDocumentTurns();
  const failing = takeTurns(["a"], () => Promise.reject(new Error("broken")));
  const next = takeTurns(["a"], async () => "done");
  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("done");
});

test("work that never ends keeps the next from its turn for a while only", async () => {
  const takeTurns = createDocumentTurns({ longestMs: 20 });
  void takeTurns(["a"], () => new Promise(() => undefined));
  expect(await takeTurns(["a"], async () => "done")).toBe("done");
});
