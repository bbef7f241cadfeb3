import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

test("a quote names product and variant, today's price and what can be bought, and leaves out what is unknown", async () => {
  const word = uniqueWord();
  const variants = [
    { sku: `${word}-BLK`, options: { Color: "Black" }, price: euros(1999) },
    { sku: `${word}-RED`, name: "Ruby", options: {}, price: euros(1499) },
  ];
  const images = [{ url: "/images/cover.svg", alt: "A cover" }];
  const body = aProduct({ name: "Cover", variants, images, status: "archived" });
  const { body: product } = await catalog.staff.createProduct({ body });
  const skus = [`${word}-RED`, "unknown", `${word}-BLK`, `${word}-RED`];
  const common = {
    productId: product.id,
    image: "/images/cover.svg",
    available: 0,
    onSale: false,
    taxCategory: "standard",
  };
  expect((await catalog.internal.quote({ body: { skus } })).body.items).toEqual([
    { ...common, sku: `${word}-RED`, name: "Cover, Ruby", price: euros(1499) },
    { ...common, sku: `${word}-BLK`, name: "Cover, Black", price: euros(1999) },
  ]);
  expect((await catalog.staff.quote({ body: { skus } })).status).toBe(401);
});

test("two variants of one given name are quoted with what they differ in", async () => {
  const word = uniqueWord();
  const variants = ["M", "L"].map((Size) => ({
    sku: `${word}-${Size}`,
    name: "Classic",
    options: { Size },
    price: euros(1999),
  }));
  await catalog.staff.createProduct({ body: aProduct({ name: "Coat", variants }) });
  const { body } = await catalog.internal.quote({ body: { skus: variants.map(({ sku }) => sku) } });
  expect(body.items.map(({ name }) => name)).toEqual(["Coat, Classic, Size: M", "Coat, Classic, Size: L"]);
});
