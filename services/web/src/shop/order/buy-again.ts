/** What an order had is put into the bag; pressed twice, no more of it. */
import { isProblem, type Problem } from "@shop/client/refusal";
import { maxQuantity, type Cart } from "@shop/contracts/order/carts";
import type { Order } from "@shop/contracts/order/orders";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { words } from "../../words/en.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Asked, Visitor } from "../../visitors/visitor.ts";
import { badgeOf } from "../bag/bag.ts";
import { statusOf, whyNot } from "../bag/refusals.ts";
import { findOne, linkOf, unshown, type OrderDeps, type Which } from "./find-one.ts";
import { orderPageFor, type Shown } from "./show-order.ts";

const away = { bad: words.orderPage.againAway, status: 503 };

/** What is not sold any more the bag's page names: it is not in there. What else keeps something out is said here. */
export async function buyAgain(deps: OrderDeps, asked: Asked, which: Which): Promise<WebAnswer> {
  const reader = await deps.visitors.of(asked);
  const order = await findOne(reader, which);
  if (typeof order === "string") return unshown(deps, order, which, reader);
  const visitor = await deps.visitors.enter(reader, asked);
  const put = await putIn(visitor, order);
  if ("bad" in put) return orderPageFor(deps, visitor, { ...which, refused: put });
  const cookies = [
    ...tellLater(visitor).filter((cookie) => !cookie.startsWith("badge=")),
    badgeOf(visitor, put.cart),
  ];
  const query = new URLSearchParams({ again: order.id, ...linkOf(which.access) });
  return { to: `/bag?${query.toString()}`, cookies };
}

type Put = { readonly cart: Cart } | NonNullable<Shown["refused"]>;

/** Whatever can be put in is, whatever else there is in the way. */
async function putIn({ asks: { order: service } }: Visitor, { lines }: Order): Promise<Put> {
  const known = await orAway(service.getCart());
  if (known === "away" || isProblem(known)) return away;
  let cart = known.body;
  let refused: Problem | undefined;
  for (const line of lines) {
    const { sku } = line;
    const body = { quantity: quantityOf(line, known.body) };
    const answer = await orAway(service.setCartLine({ params: { sku }, body }));
    if (answer === "away") return away;
    if (!isProblem(answer)) cart = answer.body;
    else if (answer.code !== "cart.unknown_sku") refused ??= answer;
  }
  if (!refused) return { cart };
  return { bad: words.orderPage.againNotAll(whyNot(refused)), status: statusOf(refused) };
}

function quantityOf({ sku, quantity: ordered }: Order["lines"][number], cart: Cart): number {
  const had = cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  return Math.min(Math.max(had, ordered), maxQuantity);
}
