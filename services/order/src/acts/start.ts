/** What the order service's objects look like, for the record of who changed them. */
import type { orderApi } from "@shop/contracts/order/api";
import type { Shown } from "@shop/kit/acts/shown";
import type { Ground } from "@shop/kit/service/open-service";
import { toPublicCoupon } from "../coupons/coupon.ts";
import { getCoupon, type CouponDeps } from "../coupons/manage-coupons.ts";
import type { OrderStore } from "../orders/order-store.ts";
import { toPublicOrder } from "../orders/order-view.ts";
import type { ShippingMethodStore } from "../shipping-methods/shipping-method-store.ts";
import type { TaxRateStore } from "../tax-rates/tax-rate-store.ts";
import { createDeliveryStore } from "../webhooks/delivery-store.ts";
import { toPublicDelivery } from "../webhooks/delivery.ts";
import { toWebhook, webhooksOf } from "../webhooks/webhook-rows.ts";
import { toPublicWebhook } from "../webhooks/webhook.ts";

type ShownDeps = CouponDeps & {
  readonly orders: Pick<OrderStore, "find">;
  readonly shippingMethods: Pick<ShippingMethodStore, "find">;
  readonly taxRates: Pick<TaxRateStore, "find">;
};

export function showObjects(
  { connection, clock }: Pick<Ground, "connection" | "clock">,
  deps: ShownDeps,
): Shown<typeof orderApi> {
  const deliveries = createDeliveryStore({ connection });
  return {
    order: async (id) => {
      const order = await deps.orders.find(id);
      return order && toPublicOrder(order);
    },
    coupon: async (code) => toPublicCoupon(await getCoupon(deps, code)),
    shippingMethod: (id) => deps.shippingMethods.find(id),
    taxRate: (id) => deps.taxRates.find(id),
    webhook: async (id) => {
      const row = await webhooksOf(connection).findOne({ _id: id });
      if (!row) return undefined;
      const { url, ...shown } = toPublicWebhook(toWebhook(row), clock.now());
      return { ...shown, origin: new URL(url).origin };
    },
    delivery: async (id, params) => {
      const delivery = await deliveries.find(params["id"] ?? "", id);
      return delivery && toPublicDelivery(delivery);
    },
  };
}
