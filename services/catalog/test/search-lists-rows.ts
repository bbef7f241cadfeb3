/** Products for what every search promises of lists, and what they cost. */
import type { SearchedRow } from "../src/search/search-rows.ts";
import { aRow } from "./running-search.ts";

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

/** Few values, so that most share theirs with many others; three in four have a price in yen. */
export const rows: readonly SearchedRow[] = Array.from({ length: 400 }, (_, index) => {
  const brand = pick(["Acme", "Brio", "Core", null], index);
  const leaf = pick(["covers", "cases", "books"], index >> 1);
  const inStock = index % 5 !== 0;
  return aRow({
    _id: `p${(index * 7919) % 400}`,
    name: `${pick(["Grey", "green", "Été", "«Moss»", "Ёлка"], index)} thing`,
    brand,
    status: index % 10 === 0 ? "draft" : "active",
    categoryPath: leaf === "books" ? ["books"] : ["phones", leaf],
    attributes: [
      { name: "Weight (g)", value: String(index % 4) },
      ...(index % 3 === 0 ? [{ name: "No. of doors", value: String(index % 7) }] : []),
    ],
    variants: [
      {
        sku: `S${index}`,
        name: null,
        options: [],
        price: { amount: 1000 + (index % 6) * 100, currency: "EUR" },
        ...(index % 4 > 0 && { prices: [{ amount: (index % 9) * 10, currency: "JPY" }] }),
        inStock,
      },
      { sku: `T${index}`, name: "b", options: [], price: { amount: 1250, currency: "EUR" }, inStock },
    ],
    inStock,
    rating: { sum: (index % 3) * 4, count: index % 3 },
    createdAt: new Date(Date.UTC(2026, 0, 1 + (index % 20))),
  });
});

/** The lowest of its variants. */
export const priceOf = ({ variants }: SearchedRow, currency: string): number | undefined => {
  const prices = variants.flatMap(({ price, prices: others = [] }) => [price, ...others]);
  const amounts = prices.filter((each) => each.currency === currency).map(({ amount }) => amount);
  return amounts.length > 0 ? Math.min(...amounts) : undefined;
};
