/** What a refused order tells, what it does not, and how it is tried again. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCover, anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

test("nobody learns how many are left: too few is too few, whether by one or by ninety", async () => {
  const sku = shop.sells({ available: 7 });
  const alice = await shop.as();
  const order = (quantity: number) =>
    alice.placeOrder({ body: anOrder({ lines: [{ sku, quantity }] }), headers: newKey() });
  for (const quantity of [8, 99]) {
    const { problem } = await order(quantity);
    expect(problem).toMatchObject({
      status: 409,
      code: "order.unavailable",
      errors: [{ path: "lines.0.sku", sku, message: "is not available in this quantity" }],
    });
    expect(
      JSON.stringify({ ...problem, requestId: "", errors: problem?.errors?.[0]?.message }),
    ).not.toContain("7");
  }
  expect((await order(7)).status).toBe(201);
});

test("none left is out of stock", async () => {
  const lines = [{ sku: shop.sells({ available: 0 }), quantity: 1 }];
  const alice = await shop.as();
  const refused = await alice.placeOrder({ body: anOrder({ lines }), headers: newKey() });
  expect(refused.problem?.errors).toMatchObject([{ message: "is out of stock" }]);
});

test("what is being prepared, what is no longer sold and what never was look the same, with stock or without", async () => {
  shop.sells({ sku: "DRAFT-1", onSale: false });
  shop.sells({ sku: "ARCHIVED-1", onSale: false, available: 0 });
  const alice = await shop.as();
  const told = async (sku: string) => {
    const ordered = await alice.placeOrder({
      body: anOrder({ lines: [{ sku, quantity: 1 }] }),
      headers: newKey(),
    });
    const added = await alice.addCartLine({ body: { sku, quantity: 1 } });
    return [ordered, added].map(({ problem }) =>
      JSON.stringify({ ...problem, requestId: "" }).replaceAll(sku, "?"),
    );
  };
  const unknown = await told("NOTHING-1");
  expect(unknown[0]).toContain("is not on sale");
  expect(await told("DRAFT-1")).toEqual(unknown);
  expect(await told("ARCHIVED-1")).toEqual(unknown);
});

test("a key that was refused is good for the order that is possible, and then answers it to every session", async () => {
  const soldOut = aCover({ available: 0 });
  shop.catalog.offer(soldOut);
  const aliceId = randomUUID();
  const alice = await shop.as(aliceId, "customer");
  const wanted = anOrder({ lines: [{ sku: soldOut.sku, quantity: 1 }] });
  const headers = newKey();
  const post = (body: object, who = alice) => who.placeOrder({ body: JSON.stringify(body), headers });
  expect((await post(wanted)).problem).toMatchObject({ status: 409, code: "order.unavailable" });
  const nowhere = { ...wanted, shippingAddress: { ...wanted.shippingAddress, city: "" } };
  expect((await post(nowhere)).problem).toMatchObject({ status: 400 });
  shop.catalog.offer({ ...soldOut, available: 50 });
  const first = await post(wanted);
  expect(first.status).toBe(201);

  const otherSession = await shop.as(aliceId, "customer");
  const { lines, contact, ...rest } = wanted;
  const reversed = Object.fromEntries(Object.entries({ ...rest, contact, lines }).toReversed());
  const asFloat = JSON.stringify(reversed).replace('"quantity":1', '"quantity":1.0');
  expect(asFloat).toContain("1.0");
  const replays = [
    await post(wanted),
    await post(wanted, otherSession),
    await alice.placeOrder({ body: asFloat, headers }),
  ];
  for (const replay of replays) {
    expect(replay.body).toEqual(first.body);
    expect(replay.headers.get("etag")).toBe(first.headers.get("etag"));
    expect(replay.headers.get("idempotency-replayed")).toBe("true");
  }
  const otherCard = { ...wanted, payment: { method: "card", token: "tok_slow" } };
  await alice.placeOrder({ body: wanted, headers: newKey() });
  expect((await post(otherCard)).problem).toMatchObject({
    status: 422,
    code: "idempotency.key_reused",
    orderId: first.body.id,
  });
});

test("a price that rose is charged as it is now, unless the client said what it expects", async () => {
  const sku = shop.sells();
  const alice = await shop.as();
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  shop.sells({ sku, price: euros(2999) });
  const { lines: _lines, ...fromCart } = anOrder();
  const expectedTotal = euros(2489);
  const refused = await alice.placeOrder({ body: { ...fromCart, expectedTotal }, headers: newKey() });
  expect(refused.problem).toMatchObject({ code: "order.total_changed", total: euros(3489) });
  const { body } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(body.total).toEqual(euros(3489));
});

test.each(["fail", "hang"] as const)(
  "while the catalog's answers %s, cart and checkout are 503; then the same key is good for the order",
  async (ail) => {
    const sku = shop.sells();
    const alice = await shop.as();
    const headers = newKey();
    const buy = () => alice.placeOrder({ body: anOrder({ lines: [{ sku, quantity: 1 }] }), headers });
    shop.catalog[ail](sku);
    const refused = await Promise.all([buy(), alice.addCartLine({ body: { sku, quantity: 1 } })]);
    for (const { status, problem, headers: sent } of refused) {
      expect({ status, code: problem?.code }).toEqual({ status: 503, code: "catalog.unavailable" });
      expect(sent.get("retry-after")).toMatch(/^[1-9]\d*$/);
    }
    expect((await alice.listOrders()).body.items).toEqual([]);
    shop.catalog.recover(sku);
    expect((await buy()).status).toBe(201);
  },
);
