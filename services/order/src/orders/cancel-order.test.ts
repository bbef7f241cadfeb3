/** Cancelling an order that something else happens to between its reading and its saving. */
import type { Expectation } from "@shop/kit/change";
import { expect, test } from "vitest";
import { placed } from "../../test/placed-order.ts";
import { cancelOrder } from "./cancel-order.ts";
import type { Decision, Order } from "./order.ts";
import { stockReserved } from "./transitions/stock.ts";

const now = new Date("2026-11-21T10:00:01.000Z");
const reader = { id: "customer-1", isStaff: false };

/** One order, replaced by its revision as the database does; before its first replacement `meanwhile` happens to it. */
function cancelling(meanwhile: (order: Order) => Order) {
  let { order } = placed();
  let isFirst = true;
  const deps = {
    orders: {
      find: async () => order,
      save: async (before: Order, decision: Decision) => {
        if (isFirst) order = meanwhile(order);
        isFirst = false;
        if (before.revision !== order.revision) return "moved" as const;
        order = decision.order;
        return order;
      },
    },
    watch: { changed: () => undefined },
    now: () => now,
  };
  const cancel = (expected: Expectation) =>
    cancelOrder(deps, { orderId: order.id, reader, expect: expected });
  return { cancel, kept: () => order };
}

const reserve = (order: Order): Order => stockReserved(order, { now })?.order ?? order;
const anyVersion: Expectation = { versions: undefined, isRequired: false };

test("an order that moved on after the client's version was checked is 412, and not cancelled", async () => {
  const { cancel, kept } = cancelling(reserve);
  await expect(cancel({ versions: [1], isRequired: false })).rejects.toMatchObject({
    kind: "precondition_failed",
  });
  expect(kept()).toMatchObject({ state: "authorising", version: 2 });
});

test("without If-Match an order that moved on is cancelled as it is by then", async () => {
  const { cancel } = cancelling(reserve);
  expect(await cancel(anyVersion)).toMatchObject({ state: "compensating", reason: "customer", version: 3 });
});

test("an order that became somebody else's in between is missing for who had it before", async () => {
  const { cancel, kept } = cancelling((order) => ({
    ...order,
    customerId: "bob",
    version: order.version + 1,
    revision: order.revision + 1,
  }));
  await expect(cancel(anyVersion)).rejects.toMatchObject({ code: "order.not_found" });
  expect(kept()).toMatchObject({ state: "placed", customerId: "bob" });
});
