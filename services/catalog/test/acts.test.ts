/** What staff does to the catalog is told of, with what it looked like before and after. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let ear: BusEar;
beforeAll(async () => {
  catalog = await runCatalog();
  ear = await listenTo(catalog.config.amqpUrl, catalogEvents);
});
afterAll(async () => {
  await ear[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

test("a price is changed: who, when, and both prices", async () => {
  const { body: made } = await catalog.staff.createProduct({ body: aProduct() });
  const params = { id: made.slug };
  const read = await catalog.staff.getProduct({ params });
  const variants = [{ sku: made.variants[0]!.sku, options: {}, price: { amount: 2499, currency: "EUR" } }];
  const boss = await catalog.as("staff", "boss");
  const { status } = await boss.updateProduct({ params, body: { variants }, headers: ifMatch(read) });
  expect(status).toBe(200);
  const act = await until(() =>
    ear.heard.find(
      ({ name, data }) => name === "catalog.staff_acted" && (data as { actor: string }).actor === "boss",
    ),
  );
  expect(act.data).toMatchObject({ action: "products.update", object: made.id });
});
