/** Providers that do not answer, answer late, or say no: what becomes of the order and its money. */
import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { advanceOrder } from "../src/orders/advance-order.ts";
import { cancelled, timedOut } from "../src/orders/transitions/ending.ts";
import type { Charge } from "../src/payments/provider.ts";
import { anOrder, newKey, startOrderService } from "./fixtures.ts";

type Shop = Awaited<ReturnType<typeof startOrderService>>;

async function authorising(shop: Shop) {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.hear("catalog.stock_reserved", { orderId: order.id, expiresAt: "2026-11-21T10:20:00.000Z" });
  const read = async () => (await alice.getOrder({ params: { id: order.id } })).body;
  return { id: order.id, read };
}

const charge = (orderId: string, changes: Partial<Charge> = {}): Charge => ({
  id: `charge-${orderId}`,
  status: "authorised",
  captured: euros(0),
  refunded: euros(0),
  ...changes,
});

test("no answer leaves the order pending and the payment unknown; the provider's ledger settles it", async () => {
  const shop = await startOrderService({
    payments: {
      authorise: async () => ({ kind: "unknown" }),
      find: async ({ id }) => ({ kind: "found", charge: charge(id) }),
    },
  });
  const { id, read } = await authorising(shop);
  await shop.settlePayment(id, 1);
  expect(await read()).toMatchObject({ status: "pending", payment: { status: "unknown" } });
  await shop.settlePayment(id, 2);
  expect(await shop.announced(id)).toContain("order.payment_authorised");
});

test("nothing held is not a no before 30 s are over and the reference is voided", async () => {
  const calls: string[] = [];
  const shop = await startOrderService({
    payments: {
      authorise: async () => ({ kind: "unknown" }),
      voidAuthorisation: async () => {
        calls.push("void");
        return { kind: "voided" };
      },
    },
  });
  const { id, read } = await authorising(shop);
  await shop.settlePayment(id, 1);
  await shop.settlePayment(id, 2);
  expect(calls).toEqual([]);
  expect((await read()).status).toBe("pending");

  shop.clock.aheadMs = 31_000;
  await shop.settlePayment(id, 8);
  expect(calls).toEqual(["void"]);
  expect(await read()).toMatchObject({ status: "cancelled", reason: "payment_failed" });
  expect(await shop.announced(id)).toEqual(["order.placed", "order.cancelled"]);
});

test("a void without an answer does not count as one", async () => {
  const shop = await startOrderService({
    payments: {
      authorise: async () => ({ kind: "unknown" }),
      voidAuthorisation: async () => ({ kind: "unknown" }),
    },
  });
  const { id, read } = await authorising(shop);
  await shop.settlePayment(id, 1);
  shop.clock.aheadMs = 60_000;
  await shop.settlePayment(id, 9);
  expect(await read()).toMatchObject({ status: "pending", payment: { status: "unknown" } });
});

test("money that was taken after the customer cancelled is refunded", async () => {
  const shop = await startOrderService({
    payments: {
      voidAuthorisation: async ({ id, total }) => ({
        kind: "captured",
        charge: charge(id, { status: "captured", captured: total }),
      }),
    },
  });
  const { id, read } = await authorising(shop);
  await shop.settlePayment(id);
  await shop.hear("catalog.stock_committed", { orderId: id });
  await advanceOrder(shop.deps, { orderId: id, transition: cancelled, told: { by: "customer" } });
  await shop.settlePayment(id);
  const order = await read();
  expect(order).toMatchObject({
    status: "cancelled",
    payment: { status: "refunded", refunded: order.total },
  });
  expect(await shop.announced(id)).toContain("order.refunded");
});

test("a provider that stays silent when the deadline comes: cancelled, unknown, and asked until the money is back", async () => {
  let isSilent = true;
  const shop = await startOrderService({
    payments: {
      authorise: async () => ({ kind: "unknown" }),
      voidAuthorisation: async () => (isSilent ? { kind: "unknown" } : { kind: "voided" }),
    },
  });
  const { id, read } = await authorising(shop);
  await shop.settlePayment(id, 1);
  await advanceOrder(shop.deps, { orderId: id, transition: timedOut, told: {} });
  await shop.settlePayment(id);
  expect(await read()).toMatchObject({
    status: "cancelled",
    reason: "timed_out",
    payment: { status: "unknown" },
  });
  isSilent = false;
  await shop.settlePayment(id);
  expect(await read()).toMatchObject({ status: "cancelled", payment: { status: "voided" } });
});
