/** A rating that has gone wrong, by whatever, is put right from the reviews. */
import { createOutbox } from "@shop/kit/messaging/outbox";
import { createTransactions } from "@shop/kit/mongo/transactions";
import { createLogger } from "@shop/kit/process/logger";
import mongoose from "mongoose";
import { expect, test } from "vitest";
import { createCategoryPinStore } from "../src/categories/category-pin-store.ts";
import type { ProductRow } from "../src/products/product-rows.ts";
import { createProductStore } from "../src/products/product-store.ts";
import { createReviewStore } from "../src/reviews/review-store.ts";
import { createSkuOwnerStore } from "../src/stock/sku-owner-store.ts";
import { aProduct, runCatalog } from "./running-catalog.ts";

test("recounting makes the rating what the published reviews add up to, and says by how much it was wrong", async () => {
  await using catalog = await runCatalog();
  const { body: product } = await catalog.staff.createProduct({ body: aProduct() });
  const params = { id: product.id };
  for (const rating of [5, 4, 1]) {
    const { body } = await (await catalog.as("customer")).createReview({ params, body: { rating } });
    if (rating === 1) await catalog.staff.updateReview({ params: body, body: { status: "hidden" } });
  }
  const wrong = { $set: { rating: { sum: 100, count: 3 }, reviews: [] } };
  await catalog.rows<ProductRow>("products").updateOne({ _id: product.id }, wrong);

  const connection = await mongoose.createConnection(catalog.config.mongoUrl).asPromise();
  try {
    const transact = createTransactions(connection);
    const clock = { now: () => new Date() };
    const log = createLogger("catalog", "warn");
    await using outbox = createOutbox({ connection, collections: ["products"], clock, log });
    const skuOwners = createSkuOwnerStore({ connection });
    const pins = createCategoryPinStore({ connection });
    const products = createProductStore({ connection, transact, outbox, skuOwners, pins });
    const reviews = createReviewStore({ connection, transact, products });
    expect(await reviews.recount(product.id)).toEqual({ sum: -91, count: -1 });
    const { body: shown } = await catalog.public.getProduct({ params });
    expect(shown).toMatchObject({
      rating: { average: 4.5, count: 2 },
      reviews: [{ rating: 4 }, { rating: 5 }],
    });
    expect(await reviews.recount(product.id)).toEqual({ sum: 0, count: 0 });
  } finally {
    await connection.close();
  }
});
