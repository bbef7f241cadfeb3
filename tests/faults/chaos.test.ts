/** A short run of `tests/load/chaos.ts`: other faults each time. Its seed is in its name, and repeats its choices. */
import { expect, test } from "vitest";
import { isWrong, runChaos } from "../chaos/run.ts";
import { toTable } from "../chaos/table.ts";

const seed = Math.trunc(Math.random() * 1e9);

test(`people shop while everything is killed at random (seed ${seed}): the books agree, and nobody saw a 500`, async () => {
  const lines: string[] = [];
  const report = await runChaos({ seed, orders: 150, buyers: 12, deadlineMinutes: 2 }, (line) =>
    lines.push(line),
  );
  expect(isWrong(report) ? [...lines, toTable(report)].join("\n") : "").toBe("");
}, 600_000);
