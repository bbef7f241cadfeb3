/** What a bag's page shows. */
import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import type { Cart } from "@shop/contracts/order/carts";
import { isProblem, Refused } from "@shop/client/refusal";
import { orAway, orMissing } from "../../asking/or-missing.ts";
import type { Asks } from "../../asking/asks.ts";
import { badgeCookie } from "../../visitors/cookies.ts";
import { countOf } from "../../visitors/count.ts";
import type { Visitor } from "../../visitors/visitor.ts";

export type Bag = {
  readonly cart: Cart;
  /** Where it would go, as far as that is known. */
  readonly country: string;
  /** How it could be sent there; undefined: that cannot be told just now. */
  readonly deliveries: readonly CartDelivery[] | undefined;
};

/** Undefined when the bag cannot be had just now. `cart` when it is known already. */
export async function loadBag(
  { asks, kind }: Pick<Visitor, "asks" | "kind">,
  { homeCountry, cart: known }: { readonly homeCountry: string; readonly cart?: Cart | undefined },
): Promise<Bag | undefined> {
  const place = kind === "account" ? await defaultPlace(asks) : undefined;
  const query = place ?? { country: homeCountry };
  // Together, so that the order service asks the catalog once for both.
  const [cart, deliveries] = await Promise.all([
    known ?? orMissing(asks.order.getCart()),
    deliveriesTo(asks, query),
  ]);
  return cart && { cart, country: query.country, deliveries };
}

type To = NonNullable<Parameters<Asks["order"]["listCartDeliveries"]>[0]>["query"];

/** Undefined when they cannot be told just now, or not at all: with the shipping it is more money than an order can be. */
export async function deliveriesTo(
  { order }: Pick<Asks, "order">,
  query: To,
): Promise<readonly CartDelivery[] | undefined> {
  const answer = await orAway(order.listCartDeliveries({ query }));
  if (answer === "away") return undefined;
  if (!isProblem(answer)) return answer.body.items;
  if (answer.status !== 409) throw new Refused(answer);
  return undefined;
}

/** Of the address book. */
async function defaultPlace({ user }: Asks) {
  const saved = await orMissing(user.listAddresses({ query: { limit: 1 } }));
  const [first] = saved?.items ?? [];
  return first && { country: first.country, region: first.region, postalCode: first.postalCode };
}

/** What the header says of a bag. */
export const badgeOf = ({ kind, isSecure }: Pick<Visitor, "kind" | "isSecure">, cart: Cart): string =>
  badgeCookie({ count: countOf(cart), isSignedIn: kind === "account" }, isSecure);
