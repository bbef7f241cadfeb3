/** The page of an order. */
import type { Cart } from "@shop/contracts/order/carts";
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { orMissing } from "../../asking/or-missing.ts";
import type { Page, Status, WebAnswer } from "../../parts/answer.ts";
import { words } from "../../words/en.ts";
import { tellLater } from "../../visitors/tell-later.ts";
import type { Asked, Visitor } from "../../visitors/visitor.ts";
import { badgeOf } from "../bag/bag.ts";
import { findOne, linkOf, unshown, type OrderDeps, type Which } from "./find-one.ts";
import { pathOf } from "./order.ts";
import { orderView } from "./view.ts";

export type Shown = Which & {
  readonly isPlacedBefore?: boolean;
  /** It has just been placed, and is to be paid elsewhere. */
  readonly isLedOn?: boolean;
  /** What is not possible, and the status of the page that says so. */
  readonly refused?: { readonly bad: string; readonly status: Status };
};

/** Whose order it is comes to their own page of it, also by a link: on that, they could do nothing with it. */
export async function showOrder(deps: OrderDeps, asked: Asked, which: Shown): Promise<WebAnswer> {
  const visitor = await deps.visitors.of(asked);
  const { id, access } = which;
  const isByLink = linkOf(access).access !== undefined;
  if (isByLink && typeof (await findOne(visitor, { id })) !== "string")
    return { to: pathOf(id), cookies: tellLater(visitor) };
  return orderPageFor(deps, visitor, which);
}

export async function orderPageFor(
  deps: OrderDeps,
  visitor: Visitor,
  { isPlacedBefore = false, isLedOn = false, refused, ...which }: Shown,
): Promise<Page> {
  const [order, entries, cart] = await Promise.all([
    findOne(visitor, which),
    storyOf(visitor, which),
    visitor.kind === "nobody" ? undefined : orMissing(visitor.asks.order.getCart()),
  ]);
  if (typeof order === "string") return unshown(deps, order, which, visitor);
  const { access } = linkOf(which.access);
  const reader = { isOwner: access === undefined, access };
  const notice = refused?.bad ?? (isPlacedBefore ? words.orderPage.placedBefore : undefined);
  const { takenOver } = visitor;
  const isRefused = refused !== undefined;
  const shown = { order, cart, entries, reader, takenOver, notice, isRefused, isLedOn };
  const html = orderView(deps.frame, shown);
  return { html, ...(refused && { status: refused.status }), cookies: cookiesOf(visitor, cart) };
}

/** What was bought has left the bag. */
const cookiesOf = (visitor: Visitor, cart: Cart | undefined): readonly string[] =>
  cart
    ? [...visitor.cookies.filter((cookie) => !cookie.startsWith("badge=")), badgeOf(visitor, cart)]
    : visitor.cookies;

/** More pages than this no order has. */
const mostPages = 20;

/** Undefined when it cannot be had just now. */
async function storyOf(
  { asks }: Visitor,
  { id, access }: Which,
): Promise<readonly TimelineEntry[] | undefined> {
  const entries: TimelineEntry[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const query = { limit: 100, ...linkOf(access), ...(cursor !== undefined && { cursor }) };
    const body = await orMissing(asks.order.getTimeline({ params: { id }, query })).catch(() => undefined);
    if (!body) return undefined;
    entries.push(...body.items);
    if (body.next === null) break;
    cursor = body.next;
  }
  return entries;
}
