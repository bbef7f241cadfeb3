/** A catalog with 600 products: few prices, ratings and times, so that most share theirs with many others. */
import type { ProductSort } from "@shop/contracts/catalog/product-lists";
import { euros } from "@shop/contracts/language/values";
import type { ProductRow } from "../src/products/product-rows.ts";
import { ratingKeyOf } from "../src/products/shelves.ts";
import { aProduct, everyItem, runCatalog, type RunningCatalog } from "./running-catalog.ts";

export type Query = {
  sort?: Exclude<ProductSort, "relevance">;
  category?: string;
  brand?: string[];
  minPrice?: number;
  maxPrice?: number;
  inStock?: "true";
  currency?: string;
  "attributes.Weight (g)"?: string;
  "attributes.No. of doors"?: string;
};

const names = ["Cover", "cover", "Çover", "Glass", "«Stand»", "stand 2"];

export async function runFullCatalog() {
  const catalog = await runCatalog({ currencies: ["EUR", "JPY", "KWD"] });
  for (const [id, parentId] of [
    ["phones", null],
    ["covers", "phones"],
    ["books", null],
  ] as const)
    await catalog.staff.createCategory({ body: { id, name: id, parentId } });
  const lines = Array.from({ length: 600 }, (_, index) => {
    const sku = `S${index}`;
    const prices = [
      ...(index % 3 === 0 ? [{ amount: 150 + (index % 4) * 10, currency: "JPY" }] : []),
      ...(index % 7 === 0 ? [{ amount: 4000 + (index % 5), currency: "KWD" }] : []),
    ];
    return JSON.stringify({
      ...aProduct({
        id: `p${String((index * 7919) % 600).padStart(3, "0")}`,
        name: names[index % names.length] ?? "",
        slug: `thing-${index}`,
        brand: ["Acme", "Brio", "Core"][index % 3] ?? null,
        status: index % 10 === 0 ? "draft" : "active",
        categories: [index % 2 === 0 ? "covers" : "books"],
        attributes: { "Weight (g)": String(index % 4), "No. of doors": String(index % 3), Colour: "red" },
      }),
      variants: [{ sku, price: euros(1000 + (index % 4) * 100), prices, stock: index % 5 === 0 ? 0 : 3 }],
    });
  });
  const { body } = await catalog.staff.importProducts({ body: lines.join("\n") });
  if (body.created !== 600) throw new Error(`Not all products are there: ${JSON.stringify(body)}`);
  await rate(catalog);
  return { catalog, rows: await catalog.rows<ProductRow>("products").find().toArray() };
}

/** As many reviews would, in one write. */
async function rate(catalog: RunningCatalog): Promise<void> {
  const ratings = [
    { sum: 0, count: 0 },
    { sum: 9, count: 2 },
    { sum: 45, count: 10 },
    { sum: 12, count: 4 },
  ];
  for (const [index, rating] of ratings.entries())
    await catalog
      .rows("products")
      .updateMany({ slug: { $regex: `[${index * 2}${index * 2 + 1}]$` } }, [
        { $set: { rating, ratingKey: ratingKeyOf(rating) } },
      ]);
}

/** All pages of a list, by their ids. */
export async function readAll(
  { public: everybody, staff }: RunningCatalog,
  query: Query,
  { limit = 100, isStaff = false } = {},
): Promise<string[]> {
  const items = await everyItem((cursor) =>
    (isStaff ? staff : everybody).listProducts({ query: { ...query, limit, ...cursor } }),
  );
  return items.map(({ id }) => id);
}

const isSorted: Readonly<
  Record<
    NonNullable<Query["sort"]>,
    { key: (row: ProductRow, currency: string) => number | string; up: boolean }
  >
> = {
  newest: { key: ({ createdAt }) => createdAt.getTime(), up: false },
  price: { key: ({ lowest = {} }, currency) => lowest[currency] ?? 0, up: true },
  "-price": { key: ({ lowest = {} }, currency) => lowest[currency] ?? 0, up: false },
  rating: { key: ({ rating }) => ratingKeyOf(rating), up: false },
  name: { key: ({ nameKey = "" }) => nameKey, up: true },
};

/** What a list has to show, worked out from all products. */
export function expectedIds(rows: readonly ProductRow[], query: Query, isStaff = false): string[] {
  const { sort = "newest", category, brand = [], inStock, currency = "EUR" } = query;
  const { key, up } = isSorted[sort];
  const order = (a: ProductRow, b: ProductRow): number => {
    const [one, other] = [key(a, currency), key(b, currency)];
    if (one !== other) return one < other ? -1 : 1;
    return idOf(a) < idOf(b) ? -1 : 1;
  };
  const wanted = Object.entries(query).filter(([name]) => name.startsWith("attributes."));
  return rows
    .filter((row) => isStaff || row.status === "active")
    .filter((row) => category === undefined || row.categoryPath.includes(category))
    .filter((row) => brand.length === 0 || brand.includes(row.brand ?? ""))
    .filter((row) => isPriced(row, query, currency))
    .filter((row) => inStock === undefined || row.inStock)
    .filter((row) =>
      wanted.every(([asked, value]) =>
        row.attributes.some((each) => `attributes.${each.name}` === asked && each.value === value),
      ),
    )
    .toSorted((a, b) => (up ? order(a, b) : order(b, a)))
    .map(({ _id }) => _id);
}

const idOf = ({ _id }: ProductRow): string => _id;

function isPriced({ lowest = {} }: ProductRow, query: Query, currency: string): boolean {
  const { minPrice = 0, maxPrice = Infinity } = query;
  const price = lowest[currency];
  return price !== undefined && price >= minPrice && price <= maxPrice;
}
