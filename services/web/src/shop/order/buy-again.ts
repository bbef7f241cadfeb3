/** What an order had is put into the bag; pressed twice, no more of it. */
import { isProblem } from "@shop/client/refusal";
import { maxQuantity } from "@shop/contracts/order/carts";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { words } from "../../words/en.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { badgeOf } from "../bag/bag.ts";
import { findOne, unshown, type OrderDeps, type Which } from "./find-one.ts";
import { orderPageFor } from "./show-order.ts";

const away = { bad: words.orderPage.againAway, status: 503 };

/** What cannot be had any more, the bag's page names: it is not in there. */
export async function buyAgain(deps: OrderDeps, asked: Asked, which: Which): Promise<WebAnswer> {
  const reader = await deps.visitors.of(asked);
  const order = await findOne(reader, which);
  if (typeof order === "string") return unshown(deps, order, which, reader);
  const visitor = await deps.visitors.enter(reader, asked);
  const { order: service } = visitor.asks;
  const known = await orAway(service.getCart());
  if (known === "away" || isProblem(known)) return orderPageFor(deps, visitor, { ...which, refused: away });
  let cart = known.body;
  for (const { sku, quantity: ordered } of order.lines) {
    const had = known.body.lines.find((line) => line.sku === sku)?.quantity ?? 0;
    const quantity = Math.min(Math.max(had, ordered), maxQuantity);
    const answer = await orAway(service.setCartLine({ params: { sku }, body: { quantity } }));
    if (answer === "away") return orderPageFor(deps, visitor, { ...which, refused: away });
    if (!isProblem(answer)) cart = answer.body;
  }
  const cookies = [
    ...tellLater(visitor).filter((cookie) => !cookie.startsWith("badge=")),
    badgeOf(visitor, cart),
  ];
  return { to: `/bag?again=${encodeURIComponent(order.id)}`, cookies };
}
