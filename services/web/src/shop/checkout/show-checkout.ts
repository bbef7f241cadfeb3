/** A checkout as it is opened: filled in with what is known. */
import { orMissing } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import type { Asked, Visitor } from "../../visitors/visitor.ts";
import { loadCheckout, savedAddresses, typedCheckout, type CheckoutDeps } from "./checkout.ts";
import { newAddress } from "./order-form.ts";
import { firstCard } from "./payment.ts";
import { checkoutView } from "./view.ts";

/** `from`: the order whose address is filled in. */
export async function showCheckout(
  deps: CheckoutDeps,
  asked: Asked,
  { from }: { readonly from?: string | undefined },
): Promise<WebAnswer> {
  const { frame } = deps;
  const visitor = await deps.visitors.of(asked);
  if (visitor.isUnknown) {
    const checkout = typedCheckout(deps, "unknown", filled({ country: deps.homeCountry }));
    return { html: checkoutView(frame, { checkout }), status: 503 };
  }
  // The bag's page says what has become of whoever had one.
  if (visitor.kind === "nobody") return { to: "/bag" };
  const [order, saved] = await Promise.all([orderOf(visitor, from), savedAddresses(visitor)]);
  const form = order ? formOf(order) : openForm(visitor, { saved, homeCountry: deps.homeCountry });
  const checkout = await loadCheckout(deps, visitor, form, { saved });
  const { cart } = checkout;
  // Nothing is in it, or something that cannot be bought: the bag's page says which.
  if (cart?.lines.length === 0) return { to: bagAfter(from) };
  if (cart?.lines.some(({ available }) => !available)) return { to: "/bag" };
  const { cookies, takenOver } = visitor;
  return { html: checkoutView(frame, { checkout, takenOver }), cookies, ...(!cart && { status: 503 }) };
}

const bagAfter = (from: string | undefined): string =>
  from === undefined ? "/bag" : `/bag?from=${encodeURIComponent(from)}`;

type KnownOrder = Awaited<ReturnType<typeof orderOf>>;

async function orderOf({ asks }: Visitor, id: string | undefined) {
  if (id === undefined) return undefined;
  return orMissing(asks.order.getOrder({ params: { id } })).catch(() => undefined);
}

function formOf({ contact, shippingAddress, shippingMethod }: NonNullable<KnownOrder>): FormState {
  const { name, ...address } = shippingAddress;
  return filled({
    ...contact,
    ...address,
    recipient: name === contact.name ? "" : name,
    address: newAddress,
    shippingMethod,
    card: firstCard,
  });
}

const openForm = (
  { email, name }: Visitor,
  {
    saved,
    homeCountry,
  }: { readonly saved: Awaited<ReturnType<typeof savedAddresses>>; readonly homeCountry: string },
): FormState =>
  filled({ email, name, country: homeCountry, address: saved?.[0]?.id ?? newAddress, card: firstCard });
