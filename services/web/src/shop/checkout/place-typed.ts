/** The order is placed, once for each key; what stands in the way is said on the same page. */
import { isProblem, NoAnswer, orProblem, type Problem } from "@shop/client/refusal";
import { Money } from "@shop/contracts/language/values";
import type { OrderRequest } from "@shop/contracts/order/orders";
import type { FieldFault } from "@shop/kit/http/server/form";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { valueOf, type FormState } from "../../parts/form/state.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { words } from "../../words/en.ts";
import type { Visitor } from "../../visitors/visitor.ts";
import { couponText } from "../bag/bag-form.ts";
import { keyOf, loadCheckout, savedAddresses, typedCheckout, type CheckoutDeps } from "./checkout.ts";
import { faultAt, faultsIn, newAddress, isOpen, readOrder, savedOf, withOpen } from "./order-form.ts";
import { checkoutView, type Told } from "./view.ts";

const { checkoutPage } = words;

/** A card that is declined at once is told by the order's page at once; whatever takes longer, too, while it happens. */
const waitS = 2;

export async function placeTyped(deps: CheckoutDeps, visitor: Visitor, form: FormState): Promise<WebAnswer> {
  const saved = await savedAddresses(visitor);
  const read = readOrder(form, saved ?? [], deps.wayToPay);
  const key = keyOf(form);
  const again: Again = { deps, visitor, form, saved };
  if (saved === undefined && !["", newAddress].includes(valueOf(form, "address")))
    return isOpen(form)
      ? mayBePlaced(again)
      : mend(again, { told: { bad: checkoutPage.addressAway }, status: 503 });
  if (!read.order) return mend(again, { faults: read.faults });
  if (key === undefined) return mend(again, { told: { bad: checkoutPage.notPlaced } });
  const answer = await place(visitor, read.order, { key, wasOpen: isOpen(form) });
  if (answer === "unknown") return mayBePlaced(again);
  if (!isProblem(answer)) return { to: pathAfter(deps, answer.id) };
  return refused(isOfOrder(answer.code) ? { ...again, form: withOpen(form, false) } : again, answer);
}

const pathAfter = ({ wayToPay }: CheckoutDeps, id: string): string =>
  `/order/${id}${wayToPay.leadsOn ? "?pay=now" : ""}`;

type Again = {
  readonly deps: CheckoutDeps;
  readonly visitor: Visitor;
  readonly form: FormState;
  readonly saved: Awaited<ReturnType<typeof savedAddresses>>;
};

/** `unknown`: nobody has said whether it was placed. */
async function place(
  { asks }: Visitor,
  body: OrderRequest,
  { key: idempotencyKey, wasOpen }: { readonly key: string; readonly wasOpen: boolean },
): Promise<{ readonly id: string } | Problem | "unknown"> {
  try {
    const answer = await orProblem(asks.order.placeOrder({ body, idempotencyKey, waitS }));
    if (!isProblem(answer)) return answer.body;
    return isUnsaid(answer, wasOpen) ? "unknown" : answer;
  } catch (error) {
    if (error instanceof NoAnswer) return "unknown";
    throw error;
  }
}

function isUnsaid({ status, code }: Problem, wasOpen: boolean): boolean {
  if (code === "catalog.unavailable") return false;
  // Who is told to come later was not told whether an earlier one was placed.
  return status >= 500 || code === "idempotency.in_progress" || (wasOpen && status === 429);
}

/** The same form once more, to the letter: pressed again, it is the same request. */
const mayBePlaced = ({ deps, visitor, form, saved }: Again): WebAnswer => {
  const who = visitor.kind === "account" ? "account" : "guest";
  const checkout = typedCheckout(deps, who, withOpen(form, true), saved);
  return {
    html: checkoutView(deps.frame, { checkout, told: { bad: checkoutPage.mayBePlaced } }),
    status: 504,
  };
};

/** The page again, with all that was typed, and the same key. */
async function mend(
  { deps, visitor, form, saved }: Again,
  {
    faults = [],
    told,
    status = 400,
  }: { readonly faults?: readonly FieldFault[]; readonly told?: Told; readonly status?: Status },
): Promise<WebAnswer> {
  const checkout = await loadCheckout(deps, visitor, { ...form, faults }, { saved });
  return { html: checkoutView(deps.frame, { checkout, told }), status };
}

/** Every way an order is refused. */
async function refused(again: Again, problem: Problem): Promise<WebAnswer> {
  const { code } = problem;
  const { deps, form, saved } = again;
  if (code === "cart.in_checkout" || code === "idempotency.key_reused")
    return { to: placedBefore(String(problem["orderId"])) };
  if (problem.status === 401)
    return { html: checkoutView(deps.frame, { checkout: typedCheckout(deps, "ended", form) }), status: 400 };
  if (code === "catalog.unavailable")
    return mend(again, { told: { bad: checkoutPage.notPlaced }, status: 503 });
  if (code === "request.invalid")
    return mend(again, { faults: faultsIn(problem, form, savedOf(form, saved ?? []) !== undefined) });
  if (code === "shipping.unavailable")
    return mend(again, { faults: [faultAt("shippingMethod", checkoutPage.methodGone)] });
  const isTooMany = problem.status === 429;
  return mend(again, { told: toldOf(problem), ...(isTooMany && { status: waitOf(problem) }) });
}

/** Whoever judges the order has looked first whether there is one with this key. */
const isOfOrder = (code: string): boolean => /^(order|cart|coupon|shipping|catalog)\./.test(code);

/** The order that is there already: of this bag, or of this form when it said something else. */
const placedBefore = (id: string): string => `/order/${encodeURIComponent(id)}?placed=before`;

function toldOf(problem: Problem): Told {
  const { code, detail, status, retryAfterS } = problem;
  if (status === 429) return { bad: checkoutPage.tooSoon(waitText(retryAfterS)) };
  if (code === "order.total_changed") return { bad: totalChanged(problem) };
  if (code === "order.unavailable") return { bad: checkoutPage.blocked, canFit: true };
  if (code === "order.empty_cart") return { bad: checkoutPage.nothingIn };
  if (code === "order.too_large") return { bad: checkoutPage.tooLarge };
  if (code.startsWith("coupon.")) return { coupon: couponText(code, problem["minimum"]) };
  return { bad: checkoutPage.refused(detail) };
}

function totalChanged({ expected, total }: Problem): string {
  const [was, is] = [Money.safeParse(expected).data, Money.safeParse(total).data];
  return was && is ? checkoutPage.totalChanged(moneyText(was), moneyText(is)) : checkoutPage.blocked;
}
