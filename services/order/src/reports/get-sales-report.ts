import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { maxPeriods, topProducts, type SalesQuery, type SalesReport } from "@shop/contracts/order/reports";
import { reportErrors } from "./errors.ts";
import { periodsOf, rowOf } from "./period.ts";
import type { SumStore } from "./sum-store.ts";

export type ReportDeps = {
  readonly sums: SumStore;
  readonly currencies: ShopCurrencies;
  readonly now: () => Date;
};

/**
 * A quarter of an hour that a row begins within is counted where it begins, as no clock has changed within one for fifty
 * years. Throws `request.invalid` for a currency that the shop does not sell in, `report.bad_period`, `report.too_large`.
 */
export async function getSalesReport(
  { sums, currencies, now }: ReportDeps,
  { currency = currencies[0], from, to, by, timeZone }: SalesQuery,
): Promise<SalesReport> {
  if (!currencies.includes(currency)) throw reportErrors.unknownCurrency(currencies);
  const { starts, ...period } = periodsOf({ from, to, by, timeZone }, { now: now(), most: maxPeriods });
  const range = { ...period, currency };
  const [sold, refunded, top] = await Promise.all([
    sums.sold(range),
    sums.refunded(range),
    sums.topProducts(range, topProducts),
  ]);
  const rows = starts.map((at) => ({ from: at, revenue: 0, orders: 0, units: 0, refunds: 0 }));
  const rowAt = (at: Date) => rows[rowOf(starts, at.getTime())];
  for (const { at, revenue, orders, units } of sold) {
    const row = rowAt(at);
    if (!row) continue;
    row.revenue += revenue;
    row.orders += orders;
    row.units += units;
  }
  for (const { at, amount } of refunded) {
    const row = rowAt(at);
    if (row) row.refunds += amount;
  }
  const money = (amount: number) => {
    if (!Number.isSafeInteger(amount)) throw reportErrors.tooLarge();
    return { amount, currency };
  };
  return {
    items: rows.map(({ revenue, refunds, ...row }) => ({
      ...row,
      from: new Date(row.from).toISOString(),
      revenue: money(revenue),
      refunds: money(refunds),
    })),
    top: top.map(({ revenue, ...product }) => ({ ...product, revenue: money(revenue) })),
  };
}
