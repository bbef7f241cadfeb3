import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const germany = { country: "DE", postalCode: "10115" };

test("what a cart comes to for each way to send it is what its order then costs", async () => {
  const admin = await shop.as(randomUUID(), "admin");
  const heavy = shop.sells({ weightGrams: 9_000, price: euros(700), taxCategory: "reduced" });
  const light = shop.sells({ price: euros(333) });
  await admin.createTaxRate({
    body: { country: "NZ", category: "standard", rate: 1_500, inclusive: false },
  });
  await admin.createShippingMethod({
    body: {
      id: `by-weight-${randomUUID().slice(0, 8)}`,
      name: "By weight",
      zones: [{ countries: ["NZ", "DE"] }],
      prices: [{ upToGrams: 1_000, price: euros(100) }, { price: euros(2_300) }],
      days: { min: 3, max: 9 },
    },
  });
  for (const country of ["DE", "NZ"]) {
    const destination = { country, postalCode: "10115" };
    const first = await shop.as();
    await first.addCartLine({ body: { sku: heavy, quantity: 2 } });
    await first.addCartLine({ body: { sku: light, quantity: 7 } });
    const { items } = (await first.listCartDeliveries({ query: destination })).body;
    expect(items.map(({ name }) => name)).toContain("By weight");
    expect(items.find(({ name }) => name === "By weight")?.price).toEqual(euros(2_300));
    for (const { id, total, tax, taxes, price } of items) {
      const buyer = await shop.as();
      await buyer.addCartLine({ body: { sku: heavy, quantity: 2 } });
      await buyer.addCartLine({ body: { sku: light, quantity: 7 } });
      const { lines: _lines, ...order } = anOrder({ shippingMethod: id, expectedTotal: total });
      const body = { ...order, shippingAddress: { ...order.shippingAddress, ...destination } };
      const placed = await buyer.placeOrder({ body, headers: newKey() });
      expect(placed.status).toBe(201);
      expect(placed.body).toMatchObject({ total, tax, taxes, shipping: price });
    }
  }
});

test("nothing is sent that cannot be bought, and nothing where nobody ships to", async () => {
  const alice = await shop.as();
  expect((await alice.listCartDeliveries({ query: germany })).body).toEqual({ version: 0, items: [] });
  const gone = shop.sells({ available: 0 });
  await alice.addCartLine({ body: { sku: gone, quantity: 1 } });
  expect((await alice.listCartDeliveries({ query: germany })).body).toEqual({ version: 1, items: [] });
  await alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const { items } = (await alice.listCartDeliveries({ query: germany })).body;
  const standard = { price: euros(490), total: euros(2_489) };
  expect(items.find(({ id }) => id === "standard")).toMatchObject(standard);
  expect((await alice.listCartDeliveries({ query: { country: "ZZ" } })).body.items).toEqual([]);
});

test("a line says whether it can be bought as it is, and how many there are when they are too few", async () => {
  const alice = await shop.as();
  const [few, none, left] = [shop.sells({ available: 2 }), shop.sells({ available: 0 }), shop.sells()];
  for (const sku of [few, none, left]) await alice.addCartLine({ body: { sku, quantity: 3 } });
  shop.catalog.withdraw(left);
  const { lines } = (await alice.getCart()).body;
  expect(lines.map(({ standing, left: units, available }) => [standing, units, available])).toEqual([
    ["fewer_left", 2, false],
    ["sold_out", undefined, false],
    ["not_on_sale", undefined, false],
  ]);
});

test("an order keeps the picture that its lines were sold with; one from before has none", async () => {
  const alice = await shop.as();
  const image = "/images/of-that-day.svg";
  const sku = shop.sells({ image });
  const { body } = await alice.placeOrder({
    body: anOrder({ lines: [{ sku, quantity: 1 }] }),
    headers: newKey(),
  });
  expect(body.lines[0]?.image).toBe(image);
  await shop.orders.updateOne({ _id: body.id }, { $unset: { "lines.0.image": "" } });
  const before = (await alice.getOrder({ params: { id: body.id } })).body.lines[0];
  expect(before).toMatchObject({ sku, quantity: 1 });
  expect(before).not.toHaveProperty("image");
});
