/** The invoice of an order, to print. */
import { isProblem } from "@shop/client/refusal";
import { orAway } from "../../asking/or-missing.ts";
import type { Page } from "../../parts/answer.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { findOne, orHidden, unshown, type OrderDeps } from "./find-one.ts";
import { invoiceView, noInvoiceView } from "./invoice-view.ts";

export async function showInvoice(
  deps: OrderDeps,
  asked: Asked,
  { id }: { readonly id: string },
): Promise<Page> {
  const visitor = await deps.visitors.of(asked);
  const order = await findOne(visitor, { id });
  if (typeof order === "string") return unshown(deps, order, { id }, visitor);
  const answer = await orAway(visitor.asks.order.getInvoice({ params: { id } }));
  if (answer === "away") return unshown(deps, "away", { id }, visitor);
  if (isProblem(answer) && answer.code !== "invoice.not_found")
    return unshown(deps, orHidden(answer), { id }, visitor);
  if (isProblem(answer)) return { html: noInvoiceView(deps.frame, { order }), status: 404 };
  return { html: invoiceView(deps.frame, { invoice: answer.body }) };
}
