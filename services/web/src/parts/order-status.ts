import type { OrderStatus } from "@shop/contracts/order/orders";
import { words } from "../words/en.ts";
import type { Html } from "./html.ts";
import { pill } from "./notice.ts";

const kinds = {
  pending: "wait",
  confirmed: "good",
  shipped: "good",
  delivered: "good",
  cancelled: "bad",
} as const satisfies Record<OrderStatus, string>;

/** How an order stands, as a word and a colour. */
export const statusPill = (status: OrderStatus): Html => pill(kinds[status], words.orderPage.status[status]);
