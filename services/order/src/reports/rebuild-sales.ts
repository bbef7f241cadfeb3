/** Keeping the sales that reports are made from. */
import type { SaleStore } from "./sale-store.ts";

const batchSize = 200;

/** Every sale is made again from its order. Answers how many orders there are, and how many sales were not right. */
export async function rebuildSales(
  sales: SaleStore,
): Promise<{ readonly orders: number; readonly written: number }> {
  const report = { orders: 0, written: 0 };
  for (let after = ""; ;) {
    const ids = await sales.orderIdsAfter(after, batchSize);
    const last = ids.at(-1);
    if (last === undefined) return report;
    report.orders += ids.length;
    report.written += await sales.record(ids);
    after = last;
  }
}
