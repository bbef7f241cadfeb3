/** An order for whoever asks: by their session, or by the link of a mail. */
import { isProblem, Refused, type Problem } from "@shop/client/refusal";
import type { Order } from "@shop/contracts/order/orders";
import { orAway } from "../../asking/or-missing.ts";
import type { Frame } from "../../parts/frame.ts";
import type { Page } from "../../parts/answer.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Visitor, Visitors } from "../../visitors/visitor.ts";
import { hiddenOrderView, orderAwayView } from "./hidden-view.ts";

export type OrderDeps = { readonly frame: Frame; readonly visitors: Visitors };

export type Which = { readonly id: string; readonly access?: string | undefined };

/** `hidden`: there is none, or none for them, which is the same; `away`: nobody can say just now. */
export async function findOne(visitor: Visitor, { id, access }: Which): Promise<Order | "hidden" | "away"> {
  if (visitor.kind === "nobody" && access === undefined) return visitor.isUnknown ? "away" : "hidden";
  const answer = await orAway(visitor.asks.order.getOrder({ params: { id }, query: linkOf(access) }));
  if (answer === "away") return "away";
  return isProblem(answer) ? orHidden(answer) : answer.body;
}

/** Whoever may not see it is told no more than that; a refusal for another reason, such as too much at once, is thrown. */
export function orHidden(problem: Problem): "hidden" {
  if (![400, 401, 403, 404].includes(problem.status)) throw new Refused(problem);
  return "hidden";
}

/** An empty one is none. */
export const linkOf = (access: string | undefined): { readonly access?: string } =>
  access === undefined || access === "" ? {} : { access };

/** The page for an order that is not shown; the same for one that there is not. */
export const unshown = (
  { frame }: OrderDeps,
  why: "hidden" | "away",
  { id, access }: Which,
  visitor: Visitor,
): Page =>
  why === "away"
    ? { html: orderAwayView(frame, { id, access }), status: 503 }
    : { html: hiddenOrderView(frame, { id }), status: 404, cookies: tellLater(visitor) };
