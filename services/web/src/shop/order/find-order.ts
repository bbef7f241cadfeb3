/** A link to an order is asked for by its number; the answer is the same whether or not there is such an order. */
import { isProblem } from "@shop/client/refusal";
import { lookupsApi } from "@shop/contracts/order/lookups";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { valueOf, type FormState } from "../../parts/form/state.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { findOrderView } from "./find-order-view.ts";
import type { OrderDeps } from "./find-one.ts";

export async function findOrder(
  { frame, visitors }: OrderDeps,
  asked: Asked,
  form: FormState,
): Promise<WebAnswer> {
  const read = lookupsApi.lookUpOrder.body.safeParse({
    number: valueOf(form, "number") || undefined,
    email: valueOf(form, "email") || undefined,
  });
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => {
      const field = String(path[0]);
      return { path: field, message, isMissing: valueOf(form, field).trim() === "" };
    });
    return { html: findOrderView(frame, { form: { ...form, faults } }), status: 400 };
  }
  const { asks } = await visitors.of(asked);
  const answer = await orAway(asks.order.lookUpOrder({ body: read.data }));
  if (answer === "away")
    return { html: findOrderView(frame, { form, told: words.orderPage.findAway }), status: 503 };
  if (!isProblem(answer)) return { to: "/find-order?sent=yes" };
  const { status, detail, retryAfterS } = answer;
  const told = status === 429 ? words.orderPage.findTooMany(waitText(retryAfterS)) : `${detail}.`;
  return { html: findOrderView(frame, { form, told }), status: status === 429 ? waitOf(answer) : 400 };
}
