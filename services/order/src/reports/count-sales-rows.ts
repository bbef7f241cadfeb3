/** Orders that were placed before there were reports are counted in them. */
import type { Step } from "@shop/kit/mongo/layout";
import type { OrderRow } from "../orders/order-rows.ts";
import { rebuildSales } from "./rebuild-sales.ts";
import { createSaleStore, saleCollection, type SaleRow } from "./sale-store.ts";

export const countSales: Step = {
  name: "orders stand in the reports",
  run: async (db) => {
    const orders = db.collection<OrderRow>("orders");
    await rebuildSales(createSaleStore({ orders, sales: db.collection<SaleRow>(saleCollection.name) }));
  },
};
