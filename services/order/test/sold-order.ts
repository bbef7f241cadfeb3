/** Orders that were paid, and the staff that ships and refunds them. */
import type { OrderRequest } from "@shop/contracts/order/orders";
import type { RefundRequest } from "@shop/contracts/order/refunding";
import type { ShipmentRequest } from "@shop/contracts/order/shipping";
import { until } from "@shop/testing/until";
import { anOrder, newKey, type RunningOrder } from "./running-order.ts";

export async function sell(shop: RunningOrder, changes: Partial<OrderRequest> = {}) {
  const [alice, staff] = await Promise.all([shop.as(), shop.as(undefined, "staff")]);
  const { body: order } = await alice.placeOrder({ body: anOrder(changes), headers: newKey() });
  await shop.confirmed(order.id);
  const params = { id: order.id };
  return {
    ...order,
    alice,
    staff,
    params,
    read: async () => (await alice.getOrder({ params })).body,
    ship: (body: Partial<ShipmentRequest> = {}, headers = newKey()) =>
      staff.shipOrder({ params, body: { carrier: "DHL", trackingNumber: "0034", ...body }, headers }),
    deliver: (shipmentId: string) => staff.deliverShipment({ params: { id: order.id, shipmentId } }),
    refund: (body: Partial<RefundRequest> = {}, headers = newKey()) =>
      staff.refundOrder({ params, body: { reason: "damaged", ...body }, headers }),
    /** Until no refund is on its way any more; the order then. */
    refunded: () =>
      until(async () => {
        const { body } = await alice.getOrder({ params });
        return body.refunds.every(({ status }) => status !== "pending") && body;
      }, `${order.id} has no pending refund`),
    /** As staff sees it when nothing is owed for a while: each mail is a step, with a version of its own. */
    rested: async () => {
      const inAnHour = Date.now() + 3_600_000;
      await until(async () => (await shop.owed(order.id)).every(({ dueAt }) => dueAt.getTime() > inAnHour));
      return (await staff.getOrder({ params })).body;
    },
    timeline: async () =>
      (await alice.getTimeline({ params, query: { limit: "100" } })).body.items.map(({ type }) => type),
  };
}
export type SoldOrder = Awaited<ReturnType<typeof sell>>;

/** As a client does that was told to come later: the same request under the same key, until it is decided. */
export async function decided<
  Answer extends { readonly status: number; readonly problem?: { readonly code: string } | undefined },
>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    const isLater = /^(request\.(deadline_exceeded|busy)|idempotency\.in_progress)$/;
    if (!isLater.test(answer.problem?.code ?? "")) return answer;
  }
}
