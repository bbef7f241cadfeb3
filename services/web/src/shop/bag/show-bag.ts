/** The page of a bag. */
import type { Order } from "@shop/contracts/order/orders";
import { orMissing } from "../../asking/or-missing.ts";
import type { Page } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { words } from "../../words/en.ts";
import type { Asked, Visitor, Visitors } from "../../visitors/visitor.ts";
import { badgeOf, loadBag, type Bag } from "./bag.ts";
import { bagView, noBagView, type Told } from "./view.ts";

export type BagDeps = {
  readonly frame: Frame;
  readonly visitors: Visitors;
  /** Where things go unless somebody says otherwise. */
  readonly homeCountry: string;
};

/** What has led to it, as the contract says. */
type Came = {
  readonly added?: string | undefined;
  readonly again?: string | undefined;
  readonly access?: string | undefined;
  readonly from?: string | undefined;
};

export async function showBag(
  deps: BagDeps,
  asked: Asked,
  { added, again, access, from }: Came,
): Promise<Page> {
  const visitor = await deps.visitors.of(asked);
  if (visitor.kind === "nobody") return noBag(deps, visitor);
  const [bag, before] = await Promise.all([
    loadBag(visitor, deps),
    again === undefined ? undefined : findOrder(visitor, { id: again, access }),
  ]);
  const { cookies, takenOver } = visitor;
  if (!bag) return { html: noBagView(deps.frame, { kind: "away" }), status: 503 };
  const told = { ...toldOf(bag, { added, from }), ...(before && toldAgain(bag, before)) };
  const html = bagView(deps.frame, { bag, told, takenOver });
  return { html, cookies: [...cookies, badgeOf(visitor, bag.cart)] };
}

const noBag = ({ frame }: BagDeps, { isUnknown, hasEnded, cookies }: Visitor): Page =>
  isUnknown
    ? { html: noBagView(frame, { kind: "unknown" }), status: 503 }
    : { html: noBagView(frame, { kind: hasEnded ? "ended" : "empty" }), cookies };

type Which = { readonly id: string; readonly access: string | undefined };

const findOrder = ({ asks }: Visitor, { id, access }: Which): Promise<Order | undefined> =>
  orMissing(asks.order.getOrder({ params: { id }, query: { access } })).catch(() => undefined);

function toldOf({ cart }: Bag, { added, from }: Pick<Came, "added" | "from">): Told {
  if (cart.lines.length === 0) return { missedBy: from };
  const line = cart.lines.find(({ sku }) => sku === added);
  return line ? { good: words.bagPage.added(line.name) } : {};
}

/** What of an order has not come into the bag again is named. */
function toldAgain({ cart }: Bag, { lines }: Order): Told {
  const missing = lines.filter(({ sku }) => !cart.lines.some((line) => line.sku === sku));
  if (missing.length === 0) return { good: words.bagPage.againDone };
  return { bad: words.bagPage.againMissing(missing.map(({ name }) => name).join(", ")) };
}
