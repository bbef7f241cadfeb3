/** Cancelling, asked once more before it is done. */
import { isProblem } from "@shop/client/refusal";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { cancelView } from "./cancel-view.ts";
import { findOne, orHidden, unshown, type OrderDeps } from "./find-one.ts";
import { canCancel, pathOf } from "./order.ts";
import { orderPageFor } from "./show-order.ts";

type One = { readonly id: string };

export async function askToCancel(deps: OrderDeps, asked: Asked, { id }: One): Promise<WebAnswer> {
  const visitor = await deps.visitors.of(asked);
  const order = await findOne(visitor, { id });
  if (typeof order === "string") return unshown(deps, order, { id }, visitor);
  if (order.status === "cancelled") return { to: pathOf(id) };
  if (!canCancel(order)) return orderPageFor(deps, visitor, { id, refused: tooLate(200) });
  return { html: cancelView(deps.frame, { order }) };
}

export async function cancelOrder(deps: OrderDeps, asked: Asked, { id }: One): Promise<WebAnswer> {
  const visitor = await deps.visitors.of(asked);
  const order = await findOne(visitor, { id });
  if (typeof order === "string") return unshown(deps, order, { id }, visitor);
  const answer = await orAway(visitor.asks.order.cancelOrder({ params: { id } }));
  if (answer === "away" || isBusy(answer))
    return {
      html: cancelView(deps.frame, { order, told: words.orderPage.cancelAway }),
      status: 503,
    };
  if (!isProblem(answer)) return { to: pathOf(id) };
  if (answer.code === "order.too_late") return orderPageFor(deps, visitor, { id, refused: tooLate(409) });
  return unshown(deps, orHidden(answer), { id }, visitor);
}

const tooLate = (status: number) => ({ bad: words.orderPage.tooLate, status });

const isBusy = (answer: object): boolean => isProblem(answer) && answer.code === "request.busy";
