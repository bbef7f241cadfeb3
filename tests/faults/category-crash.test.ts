/** A catalog that dies after a category's change is saved, and again when it takes up what it owes, finishes it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShop, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

test(
  "products and lists show a category as it was saved, whenever the catalog died after that",
  { timeout: 240_000 },
  async () => {
    const admin = await shop.logIn("admin");
    const id = await shop.sell(5);
    const { body: top } = await admin.createCategory({ body: { name: "Top" } });
    const { body: leaf } = await admin.createCategory({ body: { name: "Leaf" } });
    await admin.updateProduct({ params: { id }, ifMatch: "*", body: { categories: [leaf.id] } });

    const catalog = shop.process("catalog");
    const startAndDie = async (CRASH_AT: string, meanwhile?: () => Promise<unknown>) => {
      await catalog.start({ CRASH_AT });
      if (meanwhile) {
        await catalog.waitReady();
        await meanwhile();
      }
      await expect.poll(() => catalog.isRunning(), { timeout: 60_000 }).toBe(false);
    };
    await catalog.kill("SIGTERM");
    const body = { name: "Renamed", parentId: top.id };
    const change = () =>
      admin.updateCategory({ params: { id: leaf.id }, ifMatch: "*", body }).catch(() => undefined);
    await startAndDie("category.save", change);
    await startAndDie("categories.spread.taken");
    await catalog.start();
    await catalog.waitReady();

    const shown = async () => {
      const { body: product } = await shop.nobody.getProduct({ params: { id } });
      const { body: list } = await shop.nobody.listProducts({ query: { category: top.id } });
      return [product.categories?.map(({ name }) => name), list.items?.map((item) => item.id)];
    };
    await expect.poll(shown, { timeout: 60_000 }).toEqual([["Renamed"], [id]]);
  },
);
