/** A bag is changed: by its quantities, and by the button that was pressed. */
import { isProblem } from "@shop/client/refusal";
import type { Cart } from "@shop/contracts/order/carts";
import type { FieldFault } from "@shop/kit/http/server/form";
import { orAway } from "../../asking/or-missing.ts";
import type { Asks } from "../../asking/asks.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { words } from "../../words/en.ts";
import type { Asked, Visitor } from "../../visitors/visitor.ts";
import { badgeOf, loadBag } from "./bag.ts";
import { changesIn, couponFault, lineFault, type BagForm } from "./bag-form.ts";
import type { BagDeps } from "./show-bag.ts";
import { bagView, noBagView } from "./view.ts";

type Changed = { readonly cart: Cart; readonly faults: readonly FieldFault[] } | "away";

/** `pressed`: the value of the button, as the contract says. */
export async function changeBag(
  deps: BagDeps,
  asked: Asked,
  { form, pressed }: { readonly form: BagForm; readonly pressed: string },
): Promise<WebAnswer> {
  const visitor = await deps.visitors.of(asked);
  if (visitor.isUnknown) return awayPage(deps, form);
  if (visitor.kind === "nobody") return { to: "/bag" };
  const changed = await change(visitor.asks, { form, pressed });
  if (changed === "away") return awayPage(deps, form);
  const { cart, faults } = changed;
  const cookies = [badgeOf(visitor, cart)];
  const isBlocked = pressed === "checkout" && cart.lines.some(({ available }) => !available);
  if (faults.length > 0 || isBlocked) return mendPage(deps, visitor, { cart, form: { ...form, faults } });
  return { to: pressed === "checkout" && cart.lines.length > 0 ? "/checkout" : "/bag", cookies };
}

const awayPage = ({ frame }: BagDeps, form: BagForm): WebAnswer => ({
  html: noBagView(frame, { kind: "away", form }),
  status: 503,
});

async function mendPage(
  deps: BagDeps,
  visitor: Visitor,
  { cart, form }: { readonly cart: Cart; readonly form: BagForm },
): Promise<WebAnswer> {
  const bag = await loadBag(visitor, { ...deps, cart });
  if (!bag) return awayPage(deps, form);
  const told = form.faults.length > 0 ? {} : { bad: words.bagPage.cannotBuy };
  return { html: bagView(deps.frame, { bag, told, form }), status: 400, cookies: [badgeOf(visitor, cart)] };
}

/** Nothing is changed while a quantity cannot be read. */
async function change(
  asks: Asks,
  { form, pressed }: { readonly form: BagForm; readonly pressed: string },
): Promise<Changed> {
  const before = await orAway(asks.order.getCart());
  if (before === "away" || isProblem(before)) return "away";
  if (form.faults.length > 0) return { cart: before.body, faults: form.faults };
  const lines = await setLines(asks, before.body, form);
  if (lines === "away" || lines.faults.length > 0) return lines;
  const removed = await press(asks, lines.cart, pressed);
  if (removed === "away" || form.coupon === "" || pressed.startsWith("remove")) return removed;
  return useCoupon(asks, removed.cart, form.coupon);
}

async function useCoupon({ order }: Asks, cart: Cart, code: string): Promise<Changed> {
  const answer = await orAway(order.setCartCoupon({ body: { code } }));
  if (answer === "away") return "away";
  return isProblem(answer) ? { cart, faults: couponFault(answer) } : { cart: answer.body, faults: [] };
}

async function setLines({ order }: Asks, before: Cart, form: BagForm): Promise<Changed> {
  let cart = before;
  const faults: FieldFault[] = [];
  for (const { index, sku, quantity } of changesIn(form, before.lines)) {
    const answer = await orAway(order.setCartLine({ params: { sku }, body: { quantity } }));
    if (answer === "away") return "away";
    if (!isProblem(answer)) cart = answer.body;
    // It is out already: in another tab.
    else if (answer.code !== "cart.line_not_found") faults.push(lineFault(index, answer));
  }
  return { cart, faults };
}

async function press({ order }: Asks, cart: Cart, pressed: string): Promise<Changed> {
  const sku = pressed.startsWith("remove:") ? pressed.slice("remove:".length) : undefined;
  if (sku !== undefined && !cart.lines.some((line) => line.sku === sku)) return { cart, faults: [] };
  if (sku === undefined && pressed !== "remove-coupon") return { cart, faults: [] };
  const answer = await orAway(
    sku === undefined ? order.removeCartCoupon() : order.removeCartLine({ params: { sku } }),
  );
  if (answer === "away") return "away";
  return { cart: isProblem(answer) ? cart : answer.body, faults: [] };
}
