/** What may happen to a product, decided by staff. Pure: no clock, no database. */
import type { CategoryLink } from "@shop/contracts/catalog/categories";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Image } from "@shop/contracts/catalog/images";
import type { ProductInput, ProductStatus } from "@shop/contracts/catalog/products";
import type { Review } from "@shop/contracts/catalog/reviews";
import type { ProductOption, TaxCategory, VariantInput } from "@shop/contracts/catalog/variants";
import type { Fact } from "@shop/contracts/language/event";
import type { Money } from "@shop/contracts/language/values";
import { linksTo } from "../categories/category.ts";
import { lowestOf, type Highest, type Lowest } from "./prices.ts";
import { refuseAddressWord } from "./product-slugs.ts";
import { optionsOf } from "./variant-options.ts";
import { refuseTwins, type Variant } from "./variant.ts";

/** What staff decides. */
export type Content = {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly brand: string | null;
  readonly status: ProductStatus;
  readonly taxCategory: TaxCategory;
  readonly categories: readonly CategoryLink[];
  /** The ids of its categories and of all above them. */
  readonly categoryPath: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly options: readonly ProductOption[];
  readonly variants: readonly Variant[];
  readonly lowest: Lowest;
  readonly images: readonly Image[];
};

export type Product = Content & {
  readonly id: string;
  /** Follow reviews and stock. */
  readonly rating: { readonly sum: number; readonly count: number };
  readonly reviews: readonly Review[];
  readonly inStock: boolean;
  /** Counts edits by staff alone. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** What a quote is made of; of the pictures the first. */
export type Sold = Pick<Product, "id" | "name" | "status" | "taxCategory" | "variants" | "images">;

/** What a list shows, and is sorted by. */
export type Listed = Pick<
  Product,
  "id" | "slug" | "name" | "brand" | "lowest" | "images" | "rating" | "inStock" | "createdAt"
> & { readonly highest: Highest };

/** A category as a product needs to know it. */
export type ProductCategory = CategoryLink & { readonly path: readonly string[] };

export type Decision = { readonly product: Product; readonly events: readonly Fact[] };

type Described = {
  readonly input: ProductInput;
  readonly slug: string;
  readonly categories: readonly ProductCategory[];
  readonly now: Date;
};

/** Throws a conflict when two variants cannot be told apart, and `request.invalid` for a slug that is a word of addresses. */
export function create({ id, now, ...described }: Described & { readonly id: string }): Decision {
  refuseAddressWord(described.slug);
  const product: Product = {
    id,
    ...toContent({ ...described, now }),
    rating: { sum: 0, count: 0 },
    reviews: [],
    inStock: false,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return { product, events: [changed(product, product)] };
}

/** Undefined when it says what is there already: that is no edit. Throws as `create` does. */
export function replace(before: Product, { now, ...described }: Described): Decision | undefined {
  refuseAddressWord(described.slug, before.slug);
  const content = toContent({ ...described, now });
  if (isSame(content, before)) return undefined;
  const isInStock = new Map(before.variants.map(({ sku, inStock }) => [sku, inStock]));
  const variants = content.variants.map((each) => ({ ...each, inStock: isInStock.get(each.sku) ?? false }));
  const product = { ...before, ...content, variants, version: before.version + 1, updatedAt: now };
  return { product, events: [changed(product, before)] };
}

/** First levels of SKUs that have none yet. */
export type FirstStock = ReadonlyMap<string, number>;

/** What is to be saved. */
export type Change =
  | {
      readonly kind: "save";
      /** Undefined: it is new. */
      readonly before: Product | undefined;
      readonly product: Product;
      readonly events: readonly Fact[];
      readonly firstStock?: FirstStock | undefined;
    }
  | { readonly kind: "remove"; readonly before: Product; readonly events: readonly Fact[] };

export const remove = (product: Product): Fact =>
  catalogEvents.productRemoved.of({ productId: product.id, categoryIds: [...product.categoryPath] });

/** The product as staff would send it; replacing it by this changes nothing. */
export const toInput = (product: Content): ProductInput => ({
  slug: product.slug,
  name: product.name,
  description: product.description,
  brand: product.brand,
  status: product.status,
  taxCategory: product.taxCategory,
  categories: product.categories.map(({ id }) => id),
  attributes: { ...product.attributes },
  options: [...product.options],
  variants: product.variants.map(({ sku, name, options, price, prices, weightGrams }): VariantInput => {
    const others = prices.length > 0 && { prices: [...prices] };
    const weight = weightGrams !== null && { weightGrams };
    return { sku, ...(name !== null && { name }), options: { ...options }, price, ...others, ...weight };
  }),
  images: [...product.images],
});

/** Lists of the categories it left must hear of it too. */
const changed = (after: Product, before: Product): Fact =>
  catalogEvents.productChanged.of({
    productId: after.id,
    categoryIds: [...new Set([...after.categoryPath, ...before.categoryPath])],
    status: after.status,
  });

/** Its rating and its newest reviews are part of the product. */
export const reviewed = (product: Product): Fact => changed(product, product);

function toContent({ input, slug, categories }: Described): Content {
  refuseTwins(
    input.variants.map(({ name, options }) => ({ name: name ?? null, options })),
    input.name,
  );
  const variants = input.variants.map(({ name = null, prices = [], weightGrams = null, ...said }) => {
    return { ...said, name, prices: prices.toSorted(byCurrency), weightGrams, inStock: false };
  });
  return {
    slug,
    name: input.name,
    description: input.description,
    brand: input.brand,
    status: input.status,
    taxCategory: input.taxCategory,
    ...linksTo(categories),
    attributes: input.attributes,
    options: optionsOf(variants, input.options),
    variants,
    lowest: lowestOf(variants),
    images: input.images,
  };
}

const byCurrency = (a: Money, b: Money): number => (a.currency < b.currency ? -1 : 1);

/** Whatever the order of the names in it, and whatever is in stock. */
const isSame = (content: Content, product: Product): boolean =>
  fingerprintOf(toInput(content)) === fingerprintOf(toInput(product)) &&
  fingerprintOf(content.categories) === fingerprintOf(product.categories) &&
  fingerprintOf(content.categoryPath) === fingerprintOf(product.categoryPath);

const fingerprintOf = (value: unknown): string => JSON.stringify(value, sortNames);

const sortNames = (_name: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
