/** What is tax: as staff manages it, and as orders have it. */
import { euros } from "@shop/contracts/language/values";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

type Client = Awaited<ReturnType<RunningOrder["as"]>>;
let shop: RunningOrder;
let admin: Client;
beforeAll(async () => {
  shop = await runOrder();
  admin = await shop.as("admin-1", "admin");
});
afterAll(() => shop[Symbol.asyncDispose]());

const ifMatch = ({ headers }: { readonly headers: Headers }) => ({ "if-match": headers.get("etag") ?? "" });
const aRate = (changes: object = {}) => ({ country: "NO", rate: 2500, inclusive: true, ...changes });

type Destination = Partial<OrderRequest["shippingAddress"]>;
async function orderTo(destination: Destination, lines: { sku: string; quantity: number }[]) {
  const shippingAddress = { ...anOrder().shippingAddress, ...destination };
  const body = anOrder({ lines, shippingAddress });
  return (await (await shop.as()).placeOrder({ body, headers: newKey() })).body;
}

test("books are taxed less than covers where they are sent, and shipping as the covers", async () => {
  const cover = { sku: shop.sells({ price: euros(1190) }), quantity: 1 };
  const book = { sku: shop.sells({ price: euros(1070), taxCategory: "reduced" }), quantity: 2 };
  const german = await orderTo({ country: "DE" }, [cover, book]);
  expect(german).toMatchObject({
    subtotal: euros(3330),
    total: euros(3820),
    tax: euros(408),
    taxes: [
      { rate: 1900, net: euros(1412), tax: euros(268) },
      { rate: 700, net: euros(2000), tax: euros(140) },
    ],
  });
  const onlyBooks = await orderTo({ country: "AT", postalCode: "1010" }, [book]);
  expect(onlyBooks).toMatchObject({ taxes: [{ rate: 1000, net: euros(2391), tax: euros(239) }] });
});

test("where the shop knows no rate, nothing is tax", async () => {
  const order = await orderTo({ country: "QA" }, [{ sku: shop.sells(), quantity: 1 }]);
  expect(order).toMatchObject({
    total: euros(2489),
    tax: euros(0),
    taxes: [{ rate: 0, net: euros(2489), tax: euros(0) }],
  });
});

test("where prices do not include the tax it comes on top, is shown, shared out, paid and captured", async () => {
  await admin.createTaxRate({ body: aRate({ country: "US", region: "Texas", rate: 825, inclusive: false }) });
  const lines = [333, 333, 334].map((amount) => ({ sku: shop.sells({ price: euros(amount) }), quantity: 1 }));
  const order = await orderTo({ country: "US", region: "texas", postalCode: "73301" }, lines);
  expect(order).toMatchObject({
    subtotal: euros(1000),
    shipping: euros(490),
    tax: euros(123),
    total: euros(1613),
    taxes: [{ rate: 825, net: euros(1490), tax: euros(123) }],
  });
  const paid = order.lines.map((line) => line.paid.amount);
  expect(paid).toEqual([361, 360, 362]);
  await shop.confirmed(order.id);
  const row = await shop.orders.findOne({ _id: order.id });
  expect(row?.shippingPaid).toEqual(euros(530));
  expect(row?.payment.captured).toEqual(euros(1613));
  const ohio = await orderTo({ country: "US", region: "Ohio", postalCode: "43004" }, lines);
  expect(ohio).toMatchObject({ total: euros(1490), tax: euros(0) });
});

test("a rate is changed by whom has seen it; there is one for a place and a category", async () => {
  const created = await admin.createTaxRate({ body: aRate() });
  expect(created).toMatchObject({
    status: 201,
    body: { ...aRate(), region: null, category: null, version: 1 },
  });
  const params = { id: created.body.id };
  expect(created.headers.get("location")).toBe(`/admin/tax-rates/${params.id}`);
  expect((await admin.createTaxRate({ body: aRate({ rate: 1 }) })).problem).toMatchObject({
    status: 409,
    code: "tax.rate_exists",
  });
  const oslo = await admin.createTaxRate({ body: aRate({ region: "Oslo" }) });
  for (const region of ["OSLO", " oslo "])
    expect((await admin.createTaxRate({ body: aRate({ region }) })).problem?.status).toBe(409);
  const onto = { params: { id: oslo.body.id }, body: { region: null }, headers: ifMatch(oslo) };
  expect((await admin.updateTaxRate(onto)).problem).toMatchObject({ status: 409, code: "tax.rate_exists" });

  const change = { rate: 1500, category: "reduced" as const };
  expect((await admin.updateTaxRate({ params, body: change })).problem?.status).toBe(428);
  const changed = await admin.updateTaxRate({ params, body: change, headers: ifMatch(created) });
  expect(changed.body).toMatchObject({ ...change, version: 2 });
  expect(
    (await admin.updateTaxRate({ params, body: change, headers: ifMatch(created) })).problem?.status,
  ).toBe(412);
  expect((await admin.removeTaxRate({ params, headers: ifMatch(created) })).problem?.status).toBe(412);
  expect((await admin.removeTaxRate({ params })).problem?.status).toBe(428);
  expect((await admin.getTaxRate({ params })).body).toEqual(changed.body);
  expect((await admin.removeTaxRate({ params, headers: ifMatch(changed) })).status).toBe(204);
  for (const gone of [
    await admin.getTaxRate({ params }),
    await admin.updateTaxRate({ params, body: change, headers: { "if-match": "*" } }),
    await admin.removeTaxRate({ params, headers: { "if-match": "*" } }),
  ])
    expect(gone.problem).toMatchObject({ status: 404, code: "tax.not_found" });
  expect((await admin.createTaxRate({ body: aRate({ category: "reduced" }) })).status).toBe(201);
});

test.each([
  [{ country: "XX" }, "country"],
  [{ country: "no" }, "country"],
  [{ rate: -1 }, "rate"],
  [{ rate: 10_001 }, "rate"],
  [{ rate: 19.5 }, "rate"],
  [{ rate: "1900" }, "rate"],
  [{ inclusive: undefined }, "inclusive"],
  [{ category: "luxury" }, "category"],
  [{ region: "a\u0000b" }, "region"],
  [{ name: "VAT" }, "name"],
])("%j is 400 with its place", async (changes, path) => {
  const refused = await admin.createTaxRate({ body: JSON.stringify(aRate(changes)) });
  expect(refused.problem).toMatchObject({ status: 400, code: "request.invalid", errors: [{ path }] });
});

test("what staff has changed or removed stays so when the service starts again", async () => {
  const german = { params: { id: "de-standard" }, headers: { "if-match": "*" } };
  await admin.updateTaxRate({ ...german, body: { rate: 1600 } });
  await admin.removeTaxRate({ params: { id: "fr-standard" }, headers: { "if-match": "*" } });
  await admin.removeShippingMethod({ params: { id: "express" }, headers: { "if-match": "*" } });
  await shop.restart();
  expect((await admin.getTaxRate(german)).body.rate).toBe(1600);
  expect((await admin.getTaxRate({ params: { id: "fr-standard" } })).problem?.status).toBe(404);
  expect((await admin.getShippingMethod({ params: { id: "express" } })).problem?.status).toBe(404);
  expect((await admin.getShippingMethod({ params: { id: "standard" } })).body.version).toBe(1);
});

test("staff reads and an admin writes", async () => {
  const staff = await shop.as("staff-1", "staff");
  const { body } = await staff.listTaxRates({ query: { limit: 100 } });
  expect(body.items.map(({ id }) => id)).toContain("it-standard");
  expect((await staff.getTaxRate({ params: { id: "it-standard" } })).body.rate).toBe(2200);
  const params = { id: "it-standard" };
  for (const { problem } of [
    await staff.createTaxRate({ body: aRate() }),
    await staff.updateTaxRate({ params, body: {} }),
    await staff.removeTaxRate({ params }),
    await (await shop.as("alice", "customer")).listTaxRates(),
  ])
    expect(problem?.status).toBe(403);
});
