/** A catalog that is unwell when it is asked for quotes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

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
