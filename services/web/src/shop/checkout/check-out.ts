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
import { loadCheckout, typedCheckout, typedLines, withoutLines, type CheckoutDeps } from "./checkout.ts";
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
  const { told, cookies, form: left = form } = await mendBag(visitor, { form, pressed });
  return { ...(await openAgain(deps, visitor, left, told)), cookies };
}

/** Nothing of what was typed is lost until it is known who it is. */
const settleFirst = (deps: CheckoutDeps, who: "ended" | "unknown", form: FormState): WebAnswer => ({
  html: checkoutView(deps.frame, { checkout: typedCheckout(deps, who, form) }),
  status: who === "unknown" ? 503 : 400,
});

/** The same page with what is known now; what is typed leads nowhere else, whatever has become of the bag. */
async function openAgain(
  deps: CheckoutDeps,
  visitor: Visitor,
  form: FormState,
  told: Told | undefined = isOpen(form) ? { bad: checkoutPage.mayBePlaced } : undefined,
): Promise<WebAnswer> {
  const checkout = await loadCheckout(deps, visitor, { ...form, faults: [] });
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
  const { isAll, cookies } = await putIn(guest, form);
  const { guest: good, guestMissing } = checkoutPage;
  const page = await openAgain(deps, guest, form, isAll ? { good } : { bad: guestMissing });
  return { ...page, cookies: [...guest.cookies.slice(0, 1), ...cookies] };
}

/** What was to be bought; `isAll`: all of it is in the bag. */
async function putIn(visitor: Visitor, form: FormState) {
  const { order } = visitor.asks;
  let isAll = true;
  for (const { sku, quantity } of typedLines(form)) {
    const answer = await orAway(order.setCartLine({ params: { sku }, body: { quantity } }));
    isAll &&= answer !== "away" && !isProblem(answer);
  }
  const cart = await orAway(order.getCart());
  return { isAll, cookies: cart === "away" || isProblem(cart) ? [] : [badgeOf(visitor, cart.body)] };
}

type Mended = {
  readonly told?: Told;
  readonly cookies: readonly string[];
  /** What is to be bought now. */
  readonly form?: FormState;
};

/** What stands in the way is taken out of the bag, the coupon is left, or what is missing is put in; told when it was done. */
async function mendBag(
  visitor: Visitor,
  { form, pressed }: { readonly form: FormState; readonly pressed: string },
): Promise<Mended> {
  if (pressed === "fit") return fitBag(visitor, form);
  // What may be ordered already is not put in once more.
  if (pressed === "put-in" && !isOpen(form)) {
    const { isAll, cookies } = await putIn(visitor, form);
    return { told: isAll ? { good: checkoutPage.isIn } : { bad: checkoutPage.notIn }, cookies };
  }
  if (pressed !== "without-coupon") return { cookies: [] };
  const answer = await orAway(visitor.asks.order.removeCartCoupon());
  const isDone = answer !== "away" && !isProblem(answer);
  return { ...(isDone && { told: { good: checkoutPage.couponLeft } }), cookies: [] };
}

async function fitBag(visitor: Visitor, form: FormState): Promise<Mended> {
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
  const { fitted: good, nothingLeft: bad } = checkoutPage;
  return {
    ...(isDone && { told: cart.lines.length > 0 ? { good } : { bad } }),
    cookies: [badgeOf(visitor, cart)],
    form: withoutLines(form),
  };
}
