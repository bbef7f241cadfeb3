/** How goods can be sent: as customers choose it, and as staff manages it. */
import { orderEvents } from "@shop/contracts/order/events";
import { shippingMethodsTag } from "@shop/contracts/order/shipping-methods";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

type Client = Awaited<ReturnType<RunningOrder["as"]>>;
let shop: RunningOrder;
let admin: Client;
let anybody: Client;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
  admin = await shop.as("admin-1", "admin");
  anybody = await shop.as();
});
afterAll(() => shop[Symbol.asyncDispose]());

const ifMatch = ({ headers }: { readonly headers: Headers }) => ({ "if-match": headers.get("etag") ?? "" });
let count = 0;
const aMethod = (changes: object = {}) => ({
  id: `method-${(count += 1)}`,
  name: "Parcel",
  // Nobody else ships there.
  zones: [{ countries: ["AQ"] }],
  prices: [{ upToGrams: 1000, price: euros(700) }, { price: euros(2000) }],
  days: { min: 3, max: 9 },
  ...changes,
});
const offersIn = async (query: object) => {
  const { body } = await anybody.listShippingOffers({ query: { country: "AQ", ...query } });
  return body.items.map(({ id, price }) => [id, price.amount]);
};

test("a fresh shop ships by standard and express, the cheapest first, and says to whom it may be told", async () => {
  const { body, headers } = await anybody.listShippingOffers({ query: { country: "DE" }, token: null });
  expect(body).toEqual({
    items: [
      { id: "standard", name: "Standard", price: euros(490), days: { min: 2, max: 5 } },
      { id: "express", name: "Express", price: euros(990), days: { min: 1, max: 2 } },
    ],
    next: null,
  });
  expect(headers.get("cache-control")).toBe("public, max-age=5");
  expect(headers.get("surrogate-key")).toBe(shippingMethodsTag);
  const yen = await anybody.listShippingOffers({ query: { country: "JP", currency: "JPY", limit: 1 } });
  expect(yen.body.items).toMatchObject([{ id: "standard", price: { amount: 800, currency: "JPY" } }]);
  const query = { country: "JP", currency: "JPY", limit: 1, cursor: yen.body.next ?? "" };
  expect((await anybody.listShippingOffers({ query })).body).toMatchObject({
    items: [{ id: "express" }],
    next: null,
  });
  const other = await anybody.listShippingOffers({ query: { ...query, country: "DE" } });
  expect(other.problem).toMatchObject({ status: 400, code: "request.bad_cursor" });
});

test("to a country that nobody ships to there is no way, and no order", async () => {
  expect(await offersIn({ country: "KP" })).toEqual([]);
  const shippingAddress = { ...anOrder().shippingAddress, country: "KP" };
  const refused = await anybody.placeOrder({ body: anOrder({ shippingAddress }), headers: newKey() });
  expect(refused.problem).toMatchObject({ status: 409, code: "shipping.unavailable" });
  const nothing = await anybody.placeOrder({
    body: anOrder({ shippingMethod: "by-pigeon" }),
    headers: newKey(),
  });
  expect(nothing.problem).toMatchObject({ status: 409, code: "shipping.unavailable" });
});

test("what customers are asked for it and what an order costs is the same, by weight and subtotal", async () => {
  const method = aMethod({ freeAbove: [euros(5000)], zones: [{ countries: ["AQ"] }, { countries: ["BV"] }] });
  await admin.createShippingMethod({ body: method });
  const order = async (weightGrams: number, quantity: number, amount = 1000) => {
    const sku = shop.sells({ weightGrams, price: euros(amount) });
    const shippingAddress = { ...anOrder().shippingAddress, country: "AQ", postalCode: "BIQQ 1ZZ" };
    const body = anOrder({ lines: [{ sku, quantity }], shippingAddress, shippingMethod: method.id });
    const { shipping, shippingMethod } = (await anybody.placeOrder({ body, headers: newKey() })).body;
    return [shippingMethod, shipping.amount];
  };
  for (const [weight, quantity, amount, cost] of [
    [500, 2, 1000, 700],
    [501, 2, 1000, 2000],
    [0, 3, 1000, 700],
    [9000, 5, 1000, 0],
    [9000, 1, 4999, 2000],
  ] as const) {
    const query = { weight: weight * quantity, subtotal: amount * quantity };
    expect(await offersIn(query)).toEqual([[method.id, cost]]);
    expect(await order(weight, quantity, amount)).toEqual([method.id, cost]);
  }
  await admin.removeShippingMethod({ params: { id: method.id }, headers: { "if-match": "*" } });
});

test("a method is changed by whom has seen it, for everybody at once, and what is kept of it is thrown away", async () => {
  const body = aMethod();
  const created = await admin.createShippingMethod({ body });
  expect(created).toMatchObject({ status: 201, body: { ...body, freeAbove: [], version: 1 } });
  expect(created.headers.get("location")).toBe(`/admin/shipping-methods/${body.id}`);
  expect((await admin.createShippingMethod({ body })).problem).toMatchObject({
    status: 409,
    code: "shipping.id_taken",
  });
  expect(await offersIn({})).toEqual([[body.id, 700]]);
  const params = { id: body.id };
  const change = { prices: [{ price: euros(300) }], zones: [{ countries: ["AQ"], regions: ["Ross"] }] };
  expect((await admin.updateShippingMethod({ params, body: change })).problem?.status).toBe(428);
  const changed = await admin.updateShippingMethod({ params, body: change, headers: ifMatch(created) });
  expect(changed.body).toMatchObject({ ...change, name: "Parcel", version: 2 });
  expect((await admin.getShippingMethod({ params })).body).toEqual(changed.body);
  expect(await offersIn({})).toEqual([]);
  expect(await offersIn({ region: "ross" })).toEqual([[body.id, 300]]);
  const stale = { params, body: { name: "Other" }, headers: ifMatch(created) };
  expect((await admin.updateShippingMethod(stale)).problem?.status).toBe(412);
  expect((await admin.removeShippingMethod({ params, headers: ifMatch(created) })).problem?.status).toBe(412);
  expect((await admin.removeShippingMethod({ params })).problem?.status).toBe(428);
  expect((await admin.removeShippingMethod({ params, headers: { "if-match": "*" } })).status).toBe(204);
  expect(await offersIn({ region: "ross" })).toEqual([]);
  for (const gone of [
    await admin.getShippingMethod({ params }),
    await admin.updateShippingMethod({ ...stale, headers: { "if-match": "*" } }),
    await admin.removeShippingMethod({ params, headers: { "if-match": "*" } }),
  ])
    expect(gone.problem).toMatchObject({ status: 404, code: "shipping.not_found" });
  const events = await shop.ear.eventsOf(body.id, 3);
  expect(events.map(({ name, sequence }) => [name, sequence])).toEqual(
    [1, 2, 3].map((sequence) => ["order.shipping_method_changed", sequence]),
  );
  expect(orderEvents.shippingMethodChanged.purges?.({ methodId: body.id })).toEqual([shippingMethodsTag]);
});

test.each([
  [{ id: "a b" }, "id"],
  [{ name: " " }, "name"],
  [{ zones: [{ countries: ["XX"] }] }, "zones.0.countries.0"],
  [{ zones: [{ countries: ["de"] }] }, "zones.0.countries.0"],
  [{ zones: [{ countries: ["DE"], regions: [""] }] }, "zones.0.regions.0"],
  [{ prices: [{ price: { amount: 1, currency: "USD" } }] }, "prices.0.price.currency"],
  [{ prices: [{ price: { amount: 0.5, currency: "EUR" } }] }, "prices.0.price.amount"],
  [{ prices: [{ upToGrams: 0, price: euros(1) }] }, "prices.0.upToGrams"],
  [{ prices: [{ price: euros(1) }, { price: euros(2) }] }, "prices"],
  [{ freeAbove: [{ amount: 1, currency: "USD" }] }, "freeAbove.0.currency"],
  [{ days: { min: 3, max: 2 } }, "days.max"],
  [{ cost: 3 }, "cost"],
])("%j is 400 with its place", async (changes, path) => {
  const refused = await admin.createShippingMethod({ body: JSON.stringify(aMethod(changes)) });
  expect(refused.problem).toMatchObject({ status: 400, code: "request.invalid" });
  expect(refused.problem?.errors?.map((error) => error.path)).toContain(path);
});

test.each([
  ["", "query.country"],
  ["country=", "query.country"],
  ["country=de", "query.country"],
  ["country=DE&currency=USD", "query.currency"],
  ["country=DE&currency=eur", "query.currency"],
  ["country=DE&weight=-1", "query.weight"],
  ["country=DE&weight=1.5", "query.weight"],
  ["country=DE&subtotal=", "query.subtotal"],
  ["country=DE&subtotal=1000000000001", "query.subtotal"],
  ["country=DE&colour=red", "query.colour"],
])("asking with %s is 400", async (text, path) => {
  const query = Object.fromEntries(new URLSearchParams(text)) as { country: string };
  const refused = await anybody.listShippingOffers({ query });
  expect(refused.problem).toMatchObject({ status: 400, errors: [{ path }] });
});

test("staff reads and an admin writes", async () => {
  const staff = await shop.as("staff-1", "staff");
  expect((await staff.listShippingMethods()).body.items.map(({ id }) => id)).toContain("standard");
  expect((await staff.getShippingMethod({ params: { id: "express" } })).status).toBe(200);
  for (const { problem } of [
    await staff.createShippingMethod({ body: aMethod() }),
    await staff.updateShippingMethod({ params: { id: "express" }, body: {} }),
    await staff.removeShippingMethod({ params: { id: "express" } }),
    await anybody.listShippingMethods(),
  ])
    expect(problem?.status).toBe(403);
});
