/** How much memory a CSV file takes while it is read. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createPauses } from "@shop/kit/process/pauses";
import { expect, test } from "vitest";
import { readCsv } from "./csv-provider.ts";
import { readShopifyCsv } from "./read-shopify.ts";
import { isBad } from "./row.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is left after collecting garbage, in MB. */
function liveMegabytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test("20,000 products of a CSV file, 40 MB, are read in flat memory", async () => {
  const count = 20_000;
  async function* file() {
    yield Buffer.from("Handle,Title,Body (HTML),Variant Price\n");
    for (let index = 0; index < count; index += 1)
      yield Buffer.from(`bulk-${index},Bulk ${index},"${"d".repeat(2_000)}",${index}\n`);
  }
  const pause = createPauses({ clock: () => performance.now() });
  const live: number[] = [];
  let good = 0;
  for await (const row of readShopifyCsv(file(), { readCsv, pause, currency: "EUR", decimals: 2 })) {
    if (!isBad(row)) good += 1;
    if (good % 1_000 === 0) live.push(liveMegabytes());
  }
  expect(good).toBe(count);
  expect(live).toHaveLength(20);
  // Rows that were kept would be 27 MB more in the last third.
  expect(median(live.slice(-6)) - median(live.slice(0, 6))).toBeLessThan(10);
}, 60_000);
