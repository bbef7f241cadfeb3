/** The collection of products, and what it is looked up and listed by. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { outboxIndex } from "@shop/kit/messaging/announcing";
import type { Collection } from "@shop/kit/mongo/collections";
import { categoryIndex, listIndexes } from "./product-list-rows.ts";

export const productCollection = { name: "products" } as const;

/** `currencies`: the shop's, in each of which products are listed by their prices. */
export const productCollectionIn = (currencies: ShopCurrencies): Collection => ({
  ...productCollection,
  indexes: [
    // An address leads to one product: no id is another's slug, and no slug another's id.
    { key: { names: 1 }, unique: true, sparse: true, name: "names" },
    { key: { "variants.sku": 1 }, unique: true, sparse: true, name: "skus" },
    // For pictures that no product shows.
    { key: { "images.url": 1 }, sparse: true, name: "pictures" },
    categoryIndex,
    ...listIndexes(currencies),
    outboxIndex,
  ],
});
