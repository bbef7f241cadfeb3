/**
 * Lists of products whose order is an index's order: whatever the filter and the page, the database looks at about
 * as many keys as it answers products, and sorts nothing. A list is a merge of ranges, one for every combination of
 * the values before the sorted ones, each continued exactly where the last page ended. (One `$or` of "greater, or
 * equal with a greater id" reads as many keys as there are equal prices; a filter left out of the prefix would have
 * to be tried on every product.) The index is named, because the planner's guess is not always it.
 */
import type { ProductQuery } from "@shop/contracts/catalog/product-lists";
import type { ProductStatus } from "@shop/contracts/catalog/products";
import type { mongo } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import { attributeKey } from "./product-rows.ts";

export type ProductFilter = {
  readonly statuses: readonly ProductStatus[];
  readonly categoryId: string | undefined;
  readonly brands: readonly string[] | undefined;
  /** A product has all of them. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Minor units, both inclusive. */
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
  readonly inStockOnly: boolean;
  readonly sort: ProductQuery["sort"];
};

const byNewest = { createdAt: -1, _id: -1 } as const;
const byPrice = { "price.amount": 1, _id: 1 } as const;

/** Walked by who changes a category: by what never changes, so that nothing is missed. */
export const categoryIndex = { key: { categoryPath: 1, _id: 1 }, name: "category" } as const;

export const listIndexes: readonly mongo.IndexDescription[] = [
  { key: { status: 1, inStock: 1, ...byNewest }, name: "all_newest" },
  { key: { status: 1, inStock: 1, ...byPrice }, name: "all_price" },
  { key: { status: 1, categoryPath: 1, inStock: 1, ...byNewest }, name: "category_newest" },
  { key: { status: 1, categoryPath: 1, inStock: 1, ...byPrice }, name: "category_price" },
  { key: { status: 1, attributeKeys: 1, inStock: 1, ...byNewest }, name: "attribute_newest" },
  { key: { status: 1, attributeKeys: 1, inStock: 1, ...byPrice }, name: "attribute_price" },
  { key: { status: 1, brand: 1, inStock: 1, ...byNewest }, name: "brand_newest" },
  { key: { status: 1, brand: 1, inStock: 1, ...byPrice }, name: "brand_price" },
  categoryIndex,
];

export type ListCommand = {
  readonly filter: mongo.Document;
  readonly sort: Readonly<Record<string, 1 | -1>>;
  readonly hint: string;
};

type After = PageRequest["after"];

const sorts = {
  newest: { index: "newest", sort: byNewest, rangesOf: newestRanges },
  price: { index: "price", sort: byPrice, rangesOf: priceRanges("$gt") },
  "-price": { index: "price", sort: { "price.amount": -1, _id: -1 }, rangesOf: priceRanges("$lt") },
} as const;

export function toListCommand(filter: ProductFilter, after: After): ListCommand {
  const { statuses, categoryId, brands = [], inStockOnly } = filter;
  const [attribute, ...otherAttributes] = filter.attributes.map(([name, value]) => attributeKey(name, value));
  const prefixes = combine({
    status: statuses,
    ...(attribute !== undefined && { attributeKeys: [attribute] }),
    ...(categoryId !== undefined && { categoryPath: [categoryId] }),
    ...(brands.length > 0 && { brand: [...new Set(brands)] }),
    inStock: inStockOnly ? [true] : [true, false],
  });
  const { index, sort, rangesOf } = sorts[filter.sort];
  const ranges = rangesOf(toPrices(filter), after);
  return {
    filter: {
      $or: prefixes.flatMap((each) => ranges.map((range) => ({ ...each, ...range }))),
      ...(otherAttributes.length > 0 && {
        $and: otherAttributes.map((attributeKeys) => ({ attributeKeys })),
      }),
    },
    sort,
    hint: `${prefixOf(filter)}_${index}`,
  };
}

const prefixOf = ({ attributes, categoryId, brands = [] }: ProductFilter): string => {
  if (attributes.length > 0) return "attribute";
  if (categoryId !== undefined) return "category";
  return brands.length > 0 ? "brand" : "all";
};

type Prices = { readonly $gte?: number; readonly $lte?: number };

const toPrices = ({ minPrice, maxPrice }: ProductFilter): Prices => ({
  ...(minPrice !== undefined && { $gte: minPrice }),
  ...(maxPrice !== undefined && { $lte: maxPrice }),
});

/** The rest of those equal to the last one, and those beyond. */
function newestRanges(prices: Prices, after: After): mongo.Document[] {
  const within = Object.keys(prices).length > 0 ? { "price.amount": prices } : {};
  if (!after) return [within];
  const createdAt = new Date(after.key);
  return [
    { ...within, createdAt, _id: { $lt: after.id } },
    { ...within, createdAt: { $lt: createdAt } },
  ];
}

function priceRanges(beyond: "$gt" | "$lt") {
  return (prices: Prices, after: After): mongo.Document[] => {
    if (!after) return Object.keys(prices).length > 0 ? [{ "price.amount": prices }] : [{}];
    return [
      { "price.amount": after.key, _id: { [beyond]: after.id } },
      { "price.amount": { ...prices, [beyond]: after.key } },
    ];
  };
}

/** Every way to take one value for each name. */
const combine = (choices: Readonly<Record<string, readonly unknown[]>>): mongo.Document[] =>
  Object.entries(choices).reduce<mongo.Document[]>(
    (combined, [name, values]) =>
      combined.flatMap((each) => values.map((value) => ({ ...each, [name]: value }))),
    [{}],
  );
