/** How something can be sent. */
import type { ShippingOffer } from "@shop/contracts/order/shipping-methods";
import type { ShippingMethodStore } from "./shipping-method-store.ts";
import { offersFor, type Parcel } from "./shipping-method.ts";

export type ListOffersDeps = { readonly shippingMethods: Pick<ShippingMethodStore, "list"> };

/** More than this a shop has not got, and customers do not choose from. */
const most = 1_000;

/** Where a page of offers ended. */
export type OfferPosition = { readonly amount: number; readonly id: string };

export type ListOffers = {
  readonly parcel: Parcel;
  readonly limit: number;
  readonly after: OfferPosition | undefined;
};

/** The cheapest first; `next` is where the following page begins, `all` how many there are. */
export async function listOffers(
  { shippingMethods }: ListOffersDeps,
  { parcel, limit, after }: ListOffers,
): Promise<{ items: ShippingOffer[]; next: OfferPosition | null; all: number }> {
  const offers = offersFor(await shippingMethods.list({ limit: most, after: undefined }), parcel);
  const rest = after ? offers.filter((offer) => isBehind(offer, after)) : offers;
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: rest.length > limit && last ? { amount: last.price.amount, id: last.id } : null,
    all: offers.length,
  };
}

const isBehind = ({ id, price: { amount } }: ShippingOffer, after: OfferPosition): boolean =>
  amount > after.amount || (amount === after.amount && id > after.id);
