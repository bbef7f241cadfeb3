import { ProductInput } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { create } from "../products/product.ts";
import { quote } from "./quote.ts";

const now = new Date("2026-11-20T10:00:00.000Z");
const input = ProductInput.parse({
  name: "Phone cover",
  variants: [{ sku: "BLK", price: euros(1999), options: { Color: "Black" } }],
});
const { product } = create({ id: "66432", slug: "phone-cover", input, categories: [], now });

test("in a quote a variant is called by the product's name and its options", async () => {
  const deps = {
    products: { findBySkus: async () => [product] },
    currencies: ["EUR"] as const,
    stock: { availableOf: async () => new Map([["BLK", 3]]) },
  };
  expect(await quote(deps, { skus: ["BLK"] })).toMatchObject([
    { name: "Phone cover, Black", available: 3, onSale: true },
  ]);
});
