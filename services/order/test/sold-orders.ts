/** Orders that are sold, and what reports count of them. */
import { randomUUID } from "node:crypto";
import { collectionOf } from "@shop/kit/mongo/collections";
import { until } from "@shop/testing/until";
import { ordersOf } from "../src/orders/order-rows.ts";
import { rebuildSales } from "../src/reports/rebuild-sales.ts";
import { createSaleStore, type SaleRow } from "../src/reports/sale-store.ts";
import { anOrder, newKey, type RunningOrder } from "./running-order.ts";

/** What an order's shipping costs, in cents. */
export const shipping = 490;

export async function openSales(shop: RunningOrder) {
  const staff = await shop.as("staff", "staff");
  type Query = NonNullable<NonNullable<Parameters<typeof staff.getSalesReport>[0]>["query"]>;
  const sales = collectionOf<SaleRow>(shop.connection, "sales");
  const rebuild = () => rebuildSales(createSaleStore({ orders: ordersOf(shop.connection), sales }));

  const happened = async (orderId: string, at: string): Promise<void> => {
    const captured = { "timeline.$[told].at": new Date(at) };
    const arrayFilters = [{ "told.type": "payment.captured" }];
    await shop.orders.updateOne({ _id: orderId }, { $set: captured }, { arrayFilters });
    await rebuild();
  };

  return {
    sales,
    rebuild,
    report: async (query: Query) => (await staff.getSalesReport({ query })).body,
    /** A confirmed order that counts; `at`: as if its money had been captured then. */
    sold: async (
      quantity: number,
      { productId = randomUUID(), at }: { readonly productId?: string; readonly at?: string } = {},
    ) => {
      const sku = shop.sells({ productId, name: `Cover of ${productId}` });
      const alice = await shop.as();
      const { body: order } = await alice.placeOrder({
        body: anOrder({ lines: [{ sku, quantity }] }),
        headers: newKey(),
      });
      await shop.confirmed(order.id);
      await until(() => sales.findOne({ _id: order.id }), `${order.id} is in the report`);
      if (at !== undefined) await happened(order.id, at);
      return { id: order.id, alice, sku, productId };
    },
  };
}
