/** Who buys a cart by its ETag has agreed to what it said of the cart. */
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aCover, anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const { lines: _lines, ...fromCart } = anOrder();

test("a cart that is shown at another price by now is 412; what is told once of what had been before is no part of its ETag", async () => {
  const cover = aCover();
  shop.catalog.offer(cover);
  const alice = await shop.as();
  const add = () => alice.addCartLine({ body: { sku: cover.sku, quantity: 1 } });
  const buy = (etag: string | null) =>
    alice.placeOrder({ body: fromCart, headers: { ...newKey(), "If-Match": etag ?? "" } });

  const before = await add();
  shop.catalog.offer({ ...cover, price: euros(3000) });
  expect((await buy(before.headers.get("etag"))).problem).toMatchObject({
    status: 412,
    code: "request.precondition_failed",
  });
  expect((await alice.listOrders()).body.items).toEqual([]);

  const after = await add();
  expect(after.body.changes).toMatchObject([{ type: "price_up" }]);
  expect((await alice.getCart()).headers.get("etag")).toBe(after.headers.get("etag"));
  expect((await buy(after.headers.get("etag"))).status).toBe(201);
});
