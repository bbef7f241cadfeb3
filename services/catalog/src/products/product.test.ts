import { ProductInput, type ProductInput as Input } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { create, replace, toInput, type ProductCategory } from "./product.ts";
import { toItem, toPublicProduct } from "./product-view.ts";

const now = new Date("2026-11-20T10:00:00.000Z");
const later = new Date("2026-11-20T11:00:00.000Z");
const covers: ProductCategory = { id: "c2", slug: "covers", name: "Covers", path: ["c1", "c2"] };

const input: Input = ProductInput.parse({
  name: "Phone cover",
  variants: [
    { sku: "BLK", price: euros(1999), options: { Color: "Black" } },
    { sku: "RED", price: euros(1499), options: { Color: "Red" } },
  ],
});

const { product } = create({ id: "66432", slug: "phone-cover", input, categories: [covers], now });

test("a new product costs what its cheapest variant costs and stands in all categories above", () => {
  expect(product.lowest).toEqual({ EUR: 1499 });
  expect(product.categoryPath).toEqual(["c1", "c2"]);
  expect(product.options).toEqual([{ name: "Color", values: ["Black", "Red"] }]);
});

test("an edit counts the version, keeps what follows reviews and stock, and tells the categories it left", () => {
  const before = {
    ...product,
    rating: { sum: 9, count: 2 },
    variants: product.variants.map((variant) => ({ ...variant, inStock: variant.sku === "RED" })),
  };
  const decision = replace(before, {
    input: { ...input, brand: "Acme" },
    slug: "phone-cover",
    categories: [],
    now: later,
  });
  expect(decision?.product).toMatchObject({
    brand: "Acme",
    version: 2,
    updatedAt: later,
    rating: { sum: 9, count: 2 },
  });
  expect(decision?.product.variants.map(({ inStock }) => inStock)).toEqual([false, true]);
  expect(decision?.events).toMatchObject([{ data: { productId: "66432", categoryIds: ["c1", "c2"] } }]);
});

test("putting a product back as it is is no edit", () => {
  const same = replace(product, {
    input: toInput(product),
    slug: product.slug,
    categories: [covers],
    now: later,
  });
  expect(same).toBeUndefined();
});

test("options show in the order staff gave, without what no variant has", () => {
  const ordered = { ...input, options: [{ name: "Color", values: ["Red", "Green", "Black"] }] };
  const decision = replace(product, { input: ordered, slug: product.slug, categories: [covers], now: later });
  expect(decision?.product.options).toEqual([{ name: "Color", values: ["Red", "Black"] }]);
});

test("a variant is called by its options", () => {
  expect(toPublicProduct(product, "EUR").variants[0]?.name).toBe("Black");
});

test("a rating is shown to two decimals, and not at all before the first", () => {
  expect(toItem({ ...product, highest: {} }, "EUR")?.rating).toEqual({ average: null, count: 0 });
  const rated = { ...product, highest: {}, rating: { sum: 11, count: 3 } };
  expect(toItem(rated, "EUR")?.rating).toEqual({
    average: 3.67,
    count: 3,
  });
});
