/** Providers that do not answer, answer late, or say no: what becomes of the order and its money. */
import { euros } from "@shop/contracts/values";
import { expect, test } from "vitest";
import { advanceOrder } from "../src/orders/advance-order.ts";
import type { Charge } from "../src/orders/deps.ts";
import { settlePayment } from "../src/orders/settle-payment.ts";
import { anOrder, newKey, startOrderService } from "./fixtures.ts";

type Shop = Awaited<ReturnType<typeof startOrderService>>;

async function authorising(shop: Shop) {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  await shop.hear("catalog.stock_reserved", { orderId: order.id, expiresAt: "2026-11-21T10:20:00.000Z" });
  const read = async () => (await alice.getOrder({ params: { id: order.id } })).body;
  return { id: order.id, read };
}

/** What a worker's claim does to the task before the use case runs. */
async function attempt(shop: Shop, orderId: string, attempts: number): Promise<void> {
  const find = async (id: string) => {
    const order = await shop.deps.orders.find(id);
    return order?.task ? { ...order, task: { ...order.task, attempts } } : order;
  };
  await settlePayment({ ...shop.deps, orders: { ...shop.deps.orders, find } }, orderId);
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
  await attempt(shop, id, 1);
  expect(await read()).toMatchObject({ status: "pending", payment: { status: "unknown" } });
  await attempt(shop, id, 2);
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
  await attempt(shop, id, 1);
  await attempt(shop, id, 2);
  expect(calls).toEqual([]);
  expect((await read()).status).toBe("pending");

  const later = { ...shop, deps: { ...shop.deps, now: () => new Date(Date.now() + 31_000) } };
  await attempt(later, id, 8);
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
  await attempt(shop, id, 1);
  await attempt({ ...shop, deps: { ...shop.deps, now: () => new Date(Date.now() + 60_000) } }, id, 9);
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
  await settlePayment(shop.deps, id);
  await shop.hear("catalog.stock_committed", { orderId: id });
  await advanceOrder(shop.deps, { orderId: id, transition: "cancelled", input: { by: "customer" } });
  await settlePayment(shop.deps, id);
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
  await attempt(shop, id, 1);
  await advanceOrder(shop.deps, { orderId: id, transition: "timedOut", input: {} });
  await settlePayment(shop.deps, id);
  expect(await read()).toMatchObject({
    status: "cancelled",
    reason: "timed_out",
    payment: { status: "unknown" },
  });
  isSilent = false;
  await settlePayment(shop.deps, id);
  expect(await read()).toMatchObject({ status: "cancelled", payment: { status: "voided" } });
});
