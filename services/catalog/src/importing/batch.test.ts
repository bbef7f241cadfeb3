import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { readBatches } from "./batch.ts";
import type { Row } from "./row.ts";

test("a row that fails while a batch is being saved is heard when its turn comes", async () => {
  const about = (line: number) => ({ line, size: 1, target: { by: "slug", name: "bag" } }) as unknown as Row;
  async function* rows(): AsyncGenerator<Row> {
    yield about(1);
    yield about(2);
    await pause(5);
    throw new Error("The sender has left");
  }
  const batches = readBatches(rows());
  expect((await batches.next()).value).toMatchObject({ rows: [{ line: 1 }] });
  // As long as saving may take; whoever hears of no failure now would end the process.
  await pause(50);
  await expect(batches.next()).rejects.toThrow("The sender has left");
});
