/** What a customer has, at a glance, and all of their orders. */
import type { OrderStatus } from "@shop/contracts/order/orders";
import { orMissing } from "../../asking/or-missing.ts";
import { pageAt } from "../../asking/page-at.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { asCustomer, type AccountDeps } from "./account-visit.ts";
import { ordersView } from "./orders-view.ts";
import { overviewView } from "./overview-view.ts";

export const showAccount = (deps: AccountDeps, asked: Asked): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path: "/account" }, async (customer) => {
    const { user, order } = customer.asks;
    const [orders, addresses, factors] = await Promise.all([
      orMissing(order.listOrders({ query: { limit: 3 } })),
      orMissing(user.listAddresses({ query: { limit: 1 } })),
      orMissing(user.listSecondFactors({ query: {} })),
    ]);
    const html = overviewView(deps.frame, {
      customer,
      orders: orders?.items,
      address: addresses && (addresses.items[0] ?? null),
      hasFactor: factors?.items.some(({ confirmed }) => confirmed),
    });
    return { html };
  });

export type OrdersWanted = {
  readonly status?: OrderStatus | undefined;
  readonly cursor?: string | undefined;
};

const ordersPath = ({ status, cursor }: OrdersWanted): string => {
  const query = new URLSearchParams({
    ...(status !== undefined && { status }),
    ...(cursor !== undefined && { cursor }),
  });
  return query.size > 0 ? `/account/orders?${query.toString()}` : "/account/orders";
};

export const showOrders = (deps: AccountDeps, asked: Asked, wanted: OrdersWanted): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path: ordersPath(wanted) }, async (customer) => {
    const { status, cursor } = wanted;
    const asking = customer.asks.order.listOrders({ query: { limit: 20, status, cursor } });
    const page = await pageAt(cursor, asking);
    if (page === "anew") return { to: ordersPath({ status }) };
    const html = ordersView(deps.frame, {
      customer,
      status,
      orders: page?.items,
      first: cursor === undefined ? undefined : ordersPath({ status }),
      next: page?.next ? ordersPath({ status, cursor: page.next }) : undefined,
    });
    return page ? { html } : { html, status: 503 };
  });
