/** What a checkout's page shows. */
import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import type { Cart } from "@shop/contracts/order/carts";
import type { SavedAddress } from "@shop/contracts/user/addresses";
import { orMissing } from "../../asking/or-missing.ts";
import type { Frame } from "../../parts/frame.ts";
import { valueOf, type FormState } from "../../parts/form/state.ts";
import type { Visitor, Visitors } from "../../visitors/visitor.ts";
import { deliveriesTo } from "../bag/bag.ts";
import { isOpen, placeOf } from "./order-form.ts";
import type { WayToPay } from "./payment.ts";

export type CheckoutDeps = {
  readonly frame: Frame;
  readonly visitors: Visitors;
  /** Where things go unless somebody says otherwise. */
  readonly homeCountry: string;
  readonly wayToPay: WayToPay;
  readonly newKey: () => string;
};

type Line = { readonly sku: string; readonly quantity: number };

export type Checkout = {
  /** `ended`, `unknown`: who it is has to be settled before anything else. */
  readonly who: "guest" | "account" | "ended" | "unknown";
  readonly form: FormState;
  /** Of this one order. */
  readonly key: string;
  /** Undefined: it cannot be had just now. */
  readonly cart: Cart | undefined;
  /** What is to be bought, as far as it is known. */
  readonly lines: readonly Line[];
  /** Nothing of that is in this bag: it is somebody else's, or all was taken out meanwhile. */
  readonly isOtherBag: boolean;
  /** Undefined: they cannot be had just now. */
  readonly saved: readonly SavedAddress[] | undefined;
  /** Undefined: they cannot be had just now. */
  readonly deliveries: readonly CartDelivery[] | undefined;
  readonly country: string;
  readonly homeCountry: string;
  readonly wayToPay: WayToPay;
};

/** Of somebody who has a bag. */
export async function loadCheckout(
  { homeCountry, wayToPay, newKey }: CheckoutDeps,
  visitor: Visitor,
  form: FormState,
  known: { readonly saved?: readonly SavedAddress[] | undefined } = {},
): Promise<Checkout> {
  const { asks, kind } = visitor;
  const saved = "saved" in known ? known.saved : await savedAddresses(visitor);
  const { country, region, postalCode } = placeOf(form, saved ?? [], homeCountry);
  // Together, so that the order service asks the catalog once for both.
  const [cart, deliveries] = await Promise.all([
    orMissing(asks.order.getCart()),
    deliveriesTo(asks, { country, region, postalCode }),
  ]);
  return {
    who: kind === "account" ? "account" : "guest",
    form: withMethod(form, deliveries),
    key: keyOf(form) ?? newKey(),
    cart,
    ...toBuy(form, cart),
    saved,
    // With nothing in the bag there are no ways to send it; what was chosen and seen is kept.
    deliveries: cart?.lines.length === 0 ? undefined : deliveries,
    country,
    homeCountry,
    wayToPay,
  };
}

/** Without asking for a bag: what was typed, and what was shown before, is all there is. */
export const typedCheckout = (
  { homeCountry, wayToPay, newKey }: CheckoutDeps,
  who: Checkout["who"],
  form: FormState,
  saved: readonly SavedAddress[] | undefined = [],
): Checkout => ({
  who,
  form,
  key: keyOf(form) ?? newKey(),
  cart: undefined,
  lines: typedLines(form),
  isOtherBag: false,
  saved,
  deliveries: undefined,
  country: placeOf(form, saved, homeCountry).country,
  homeCountry,
  wayToPay,
});

/** The default one first; undefined: they cannot be had just now. */
export async function savedAddresses({ asks, kind }: Visitor): Promise<readonly SavedAddress[] | undefined> {
  if (kind !== "account") return [];
  return (await orMissing(asks.user.listAddresses({ query: { limit: 100 } })))?.items;
}

export const keyOf = (form: FormState): string | undefined => {
  const key = valueOf(form, "key");
  return /^[\w-]{16,64}$/.test(key) ? key : undefined;
};

/** The cheapest way is chosen until somebody chooses another. */
function withMethod(form: FormState, deliveries: readonly CartDelivery[] = []): FormState {
  const chosen = valueOf(form, "shippingMethod");
  const [first] = deliveries;
  if (!first || deliveries.some(({ id }) => id === chosen)) return form;
  return { ...form, typed: { ...form.typed, shippingMethod: [first.id] } };
}

function toBuy(form: FormState, cart: Cart | undefined): Pick<Checkout, "lines" | "isOtherBag"> {
  const wanted = typedLines(form);
  if (!cart) return { lines: wanted, isOtherBag: false };
  const isThere = wanted.some(({ sku }) => cart.lines.some((line) => line.sku === sku));
  if (isThere || wanted.length === 0) return { lines: cart.lines, isOtherBag: false };
  // What may be ordered already is missed by nobody.
  return { lines: wanted, isOtherBag: !isOpen(form) };
}

export function typedLines({ typed }: FormState): Line[] {
  const quantities = typed["quantity"] ?? [];
  return (typed["sku"] ?? []).flatMap((sku, index) => {
    const quantity = Number(quantities[index]);
    return Number.isInteger(quantity) && quantity > 0 && quantity < 100 ? [{ sku, quantity }] : [];
  });
}

/** The same form, for whatever is in the bag. */
export function withoutLines(form: FormState): FormState {
  const { sku: _sku, quantity: _quantity, ...typed } = form.typed;
  return { ...form, typed };
}
