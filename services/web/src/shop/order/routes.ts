import type { orderPages } from "@shop/contracts/web/orders";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import { filled } from "../../parts/form/state.ts";
import { buyAgain } from "./buy-again.ts";
import { askToCancel, cancelOrder } from "./cancel-order.ts";
import { findOrderView } from "./find-order-view.ts";
import { findOrder } from "./find-order.ts";
import type { OrderDeps } from "./find-one.ts";
import { followOrder } from "./follow-order.ts";
import { showInvoice } from "./show-invoice.ts";
import { showOrder } from "./show-order.ts";

export const orderRoutes = (deps: OrderDeps): Handlers<typeof orderPages> => ({
  orderPage: async ({ params, query: { access, placed, pay }, ...asked }) => {
    const came = { isPlacedBefore: placed === "before", isLedOn: pay === "now" };
    return toReply(await showOrder(deps, asked, { ...params, access, ...came }));
  },

  followOrder: async ({ params, query: { access, after }, lastEventId = after, ended, ...asked }) =>
    reply(await followOrder(deps, asked, { ...params, access }, { lastEventId, ended }), {}),

  cancelPage: async ({ params, ...asked }) => toReply(await askToCancel(deps, asked, params)),

  cancel: async ({ params, ...asked }) => toReply(await cancelOrder(deps, asked, params)),

  buyAgain: async ({ params, query: { access }, ...asked }) =>
    toReply(await buyAgain(deps, asked, { ...params, access })),

  invoicePage: async ({ params, ...asked }) => toReply(await showInvoice(deps, asked, params)),

  findOrderPage: async ({ query: { sent } }) =>
    toReply({ html: findOrderView(deps.frame, { form: filled({}), isSent: sent === "yes" }) }),

  findOrder: async ({ form, ...asked }) => toReply(await findOrder(deps, asked, form)),
});
