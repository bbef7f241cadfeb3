/**
 * Lists of products whose order is an index's order: the database looks at about as many keys as it answers products,
 * and sorts nothing. A list is a merge of ranges, one for every combination of the values before the sorted ones, each
 * continued exactly where the last page ended. (One `$or` of "greater, or equal with a greater id" reads as many keys
 * as there are equal prices.) The index is named, because the planner's guess is not always it.
 */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { mongo } from "mongoose";
import type { Position, SortKey } from "../paging/page.ts";
import type { IndexedList, IndexedSort } from "./indexed-list.ts";
import type { ProductRow } from "./product-rows.ts";
import { shelfOf } from "./shelves.ts";

type Direction = 1 | -1;

/** The field that a list is sorted by, from what side, and its value for a page's end. */
type Order = {
  readonly index: string;
  readonly field: string;
  readonly direction: Direction;
  readonly valueOf: (row: ProductRow) => number | string;
  /** As the database compares it. */
  readonly toStored: (key: SortKey) => unknown;
};

const asItIs = (key: SortKey): unknown => key;

/** Walked by who changes a category: by what never changes, so that nothing is missed. */
export const categoryIndex = { key: { categoryPath: 1, _id: 1 }, name: "category" } as const;

const byPrice = (currency: string, direction: Direction): Order => ({
  index: `price_${currency}`,
  field: `lowest.${currency}`,
  direction,
  valueOf: ({ lowest }) => lowest?.[currency] ?? 0,
  toStored: asItIs,
});

const orders: Readonly<Record<Exclude<IndexedSort, "price" | "-price">, Order>> = {
  newest: {
    index: "newest",
    field: "createdAt",
    direction: -1,
    valueOf: ({ createdAt }) => createdAt.getTime(),
    toStored: (key) => new Date(Number(key)),
  },
  rating: {
    index: "rating",
    field: "ratingKey",
    direction: -1,
    valueOf: ({ ratingKey = 0 }) => ratingKey,
    toStored: asItIs,
  },
  name: {
    index: "name",
    field: "nameKey",
    direction: 1,
    valueOf: ({ nameKey = "" }) => nameKey,
    toStored: asItIs,
  },
};

const orderOf = ({ sort, currency }: IndexedList): Order => {
  if (sort === "price" || sort === "-price") return byPrice(currency, sort === "price" ? 1 : -1);
  return orders[sort];
};

const shelved = { status: 1, inStock: 1, shelves: 1 } as const;
const namePrefix = "shelf_";

export const listIndexes = (currencies: ShopCurrencies): readonly mongo.IndexDescription[] =>
  [...Object.values(orders), ...currencies.map((currency) => byPrice(currency, 1))].map(
    ({ index, field, direction }): mongo.IndexDescription => ({
      key: { ...shelved, [field]: direction, _id: direction },
      name: `${namePrefix}${index}`,
    }),
  );

export type ListCommand = {
  readonly filter: mongo.Document;
  readonly sort: Readonly<Record<string, Direction>>;
  readonly hint: string;
};

export function toListCommand(list: IndexedList, after: Position<SortKey> | undefined): ListCommand {
  const order = orderOf(list);
  const { field, direction, index } = order;
  const ranges = rangesOf(order, toPrices(list), after);
  return {
    filter: { $or: prefixesOf(list).flatMap((prefix) => ranges.map((range) => ({ ...prefix, ...range }))) },
    sort: { [field]: direction, _id: direction },
    hint: `${namePrefix}${index}`,
  };
}

/** What of a row its position is read from: one of its own fields, as no path may be asked for beside what it is part of. */
export const positionFields = (list: IndexedList): mongo.Document => {
  const [field = ""] = orderOf(list).field.split(".");
  return { [field]: 1 };
};

/** Where a page ends whose last row this is. */
export function positionOf(list: IndexedList, row: ProductRow): Position<SortKey> {
  const { _id: id } = row;
  return { key: orderOf(list).valueOf(row), id };
}

/** Every way to take one value for each field that stands before the sorted one. */
const prefixesOf = ({ statuses, inStockOnly, currency, shelf }: IndexedList): mongo.Document[] =>
  statuses.flatMap((status) =>
    (inStockOnly ? [true] : [true, false]).map((inStock) => ({
      status,
      inStock,
      shelves: shelfOf(currency, shelf),
    })),
  );

type Bounds = { readonly $gte?: number; readonly $lte?: number };

const toPrices = ({ minPrice, maxPrice }: IndexedList): Bounds => ({
  ...(minPrice !== undefined && { $gte: minPrice }),
  ...(maxPrice !== undefined && { $lte: maxPrice }),
});

/** The rest of those equal to the last one, and those beyond. Bounds are of the sorted field: no other list has them. */
function rangesOf(
  { field, direction, toStored }: Order,
  bounds: Bounds,
  after: Position<SortKey> | undefined,
): mongo.Document[] {
  if (!after) return Object.keys(bounds).length > 0 ? [{ [field]: bounds }] : [{}];
  const beyond = direction === 1 ? "$gt" : "$lt";
  const last = toStored(after.key);
  return [{ [field]: last, _id: { [beyond]: after.id } }, { [field]: { ...bounds, [beyond]: last } }];
}
