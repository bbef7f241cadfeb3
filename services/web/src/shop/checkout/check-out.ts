/** What a checkout's form is sent for: to look again, to go on as somebody else, or to place the order. */
import { isProblem } from "@shop/client/refusal";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { isOpen } from "./order-form.ts";
import type { FormState } from "../../parts/form/state.ts";
import { words } from "../../words/en.ts";
import { becomeGuest } from "../../visitors/become-guest.ts";
import type { Asked, Visitor } from "../../visitors/visitor.ts";
import { badgeOf } from "../bag/bag.ts";
import { loadCheckout, typedCheckout, typedLines, type CheckoutDeps } from "./checkout.ts";
import { placeTyped } from "./place-typed.ts";
import { checkoutView, type Told } from "./view.ts";

const { checkoutPage } = words;

/** `pressed`: the value of the button, as the contract says. */
export async function checkOut(
  deps: CheckoutDeps,
  asked: Asked,
  { form, pressed }: { readonly form: FormState; readonly pressed: string },
): Promise<WebAnswer> {
  const visitor = await deps.visitors.of(asked);
  if (visitor.isUnknown) return settleFirst(deps, "unknown", form);
  if (visitor.kind === "nobody")
    return pressed === "guest" && !isOpen(form)
      ? goOnAsGuest(deps, asked, visitor, form)
      : settleFirst(deps, "ended", form);
  if (pressed === "place") return placeTyped(deps, visitor, form);
  const { told, cookies } = await mendBag(visitor, pressed);
  return { ...(await openAgain(deps, visitor, form, told)), cookies };
}

/** Nothing of what was typed is lost until it is known who it is. */
const settleFirst = (deps: CheckoutDeps, who: "ended" | "unknown", form: FormState): WebAnswer => ({
  html: checkoutView(deps.frame, { checkout: typedCheckout(deps, who, form) }),
  status: who === "unknown" ? 503 : 400,
});

/** The same page with what is known now. */
async function openAgain(
  deps: CheckoutDeps,
  visitor: Visitor,
  form: FormState,
  told?: Told,
): Promise<WebAnswer> {
  const checkout = await loadCheckout(deps, visitor, { ...form, faults: [] });
  if (checkout.cart?.lines.length === 0) return { to: "/bag" };
  return { html: checkoutView(deps.frame, { checkout, told }), status: checkout.cart ? 200 : 503 };
}

/** What was to be bought becomes a guest's, who begins now. */
async function goOnAsGuest(
  deps: CheckoutDeps,
  asked: Asked,
  nobody: Visitor,
  form: FormState,
): Promise<WebAnswer> {
  const guest = await becomeGuest(deps.visitors, nobody, asked);
  if (!guest) return settleFirst(deps, "unknown", form);
  const { order } = guest.asks;
  let isAll = true;
  for (const { sku, quantity } of typedLines(form)) {
    const answer = await orAway(order.setCartLine({ params: { sku }, body: { quantity } }));
    isAll &&= answer !== "away" && !isProblem(answer);
  }
  const { guest: good, guestMissing } = checkoutPage;
  const page = await openAgain(deps, guest, form, isAll ? { good } : { bad: guestMissing });
  const cart = await orAway(order.getCart());
  const badge = cart === "away" || isProblem(cart) ? [] : [badgeOf(guest, cart.body)];
  return { ...page, cookies: [...guest.cookies.slice(0, 1), ...badge] };
}

type Mended = { readonly told?: Told; readonly cookies: readonly string[] };

/** What stands in the way is taken out of the bag, or the coupon is left; told only when it was done. */
async function mendBag(visitor: Visitor, pressed: string): Promise<Mended> {
  if (pressed === "fit") return fitBag(visitor);
  if (pressed !== "without-coupon") return { cookies: [] };
  const answer = await orAway(visitor.asks.order.removeCartCoupon());
  const isDone = answer !== "away" && !isProblem(answer);
  return { ...(isDone && { told: { good: checkoutPage.couponLeft } }), cookies: [] };
}

async function fitBag(visitor: Visitor): Promise<Mended> {
  const { order } = visitor.asks;
  const before = await orAway(order.getCart());
  if (before === "away" || isProblem(before)) return { cookies: [] };
  let cart = before.body;
  for (const { sku, available, left = 0 } of before.body.lines) {
    if (available) continue;
    const answer = await orAway(order.setCartLine({ params: { sku }, body: { quantity: left } }));
    if (answer !== "away" && !isProblem(answer)) cart = answer.body;
  }
  const isDone = cart.lines.every(({ available }) => available);
  return { ...(isDone && { told: { good: checkoutPage.fitted } }), cookies: [badgeOf(visitor, cart)] };
}
