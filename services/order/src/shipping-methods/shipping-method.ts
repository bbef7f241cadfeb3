/** A way to send goods: where to, and what it costs. Pure. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Money } from "@shop/contracts/language/values";
import type {
  NewShippingMethod,
  ShippingMethod,
  ShippingMethodPatch,
  ShippingOffer,
} from "@shop/contracts/order/shipping-methods";
import type { Places } from "../addresses/address.ts";
import { requestErrors, type FieldError } from "../requests/errors.ts";

export type { ShippingMethod };

export type Destination = {
  readonly country: string;
  readonly region?: string | undefined;
  readonly postalCode?: string | undefined;
};

export type Parcel = {
  readonly destination: Destination;
  readonly weightGrams: number;
  /** Of the goods, before any discount: the price is in its currency. */
  readonly subtotal: Money;
};

/** What sending this costs; undefined when this method does not go there, carry so much, or has no such currency. */
export function priceFor(method: ShippingMethod, parcel: Parcel): Money | undefined {
  const { destination, weightGrams, subtotal } = parcel;
  const { currency } = subtotal;
  if (!method.zones.some((zone) => isIn(zone, destination))) return undefined;
  const steps = method.prices.filter(
    ({ price, upToGrams = Infinity }) => price.currency === currency && upToGrams >= weightGrams,
  );
  const [lightest] = steps.toSorted((a, b) => (a.upToGrams ?? Infinity) - (b.upToGrams ?? Infinity) || 0);
  const free = method.freeAbove.find((sum) => sum.currency === currency);
  return lightest && free && subtotal.amount >= free.amount ? { amount: 0, currency } : lightest?.price;
}

type Zone = ShippingMethod["zones"][number];

function isIn({ countries, regions }: Zone, { country, region, postalCode }: Destination): boolean {
  if (!countries.includes(country)) return false;
  if (!regions) return true;
  const [named, code] = [plain(region ?? ""), plain(postalCode ?? "")];
  return regions.map(plain).some((each) => each === named || (/\d/.test(each) && code.startsWith(each)));
}

/** Blanks and case are written as one likes. */
const plain = (text: string): string => text.replaceAll(/\s/g, "").toLowerCase();

/** Those that can take it, the cheapest first. */
export const offersFor = (methods: readonly ShippingMethod[], parcel: Parcel): ShippingOffer[] =>
  methods
    .flatMap((method) => {
      const price = priceFor(method, parcel);
      return price ? [{ id: method.id, name: method.name, price, days: method.days }] : [];
    })
    .toSorted((a, b) => a.price.amount - b.price.amount || (a.id < b.id ? -1 : 1));

type Known = {
  readonly currencies: ShopCurrencies;
  readonly places: Pick<Places, "isCountry">;
};

/** Throws `request.invalid` with the places of countries and currencies that there are not. */
export function create(id: string, { id: _id, ...input }: NewShippingMethod, known: Known): ShippingMethod {
  refuseUnknown(input, known);
  return { ...input, id, version: 1 };
}

/** Undefined when it is so already. Throws as `create` does, for what the patch names. */
export function edit(
  before: ShippingMethod,
  { freeAbove, ...patch }: ShippingMethodPatch,
  known: Known,
): ShippingMethod | undefined {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const free = freeAbove === undefined ? before.freeAbove : (freeAbove ?? []);
  const after: ShippingMethod = { ...before, ...given, freeAbove: free };
  if (JSON.stringify(after) === JSON.stringify(before)) return undefined;
  refuseUnknown({ ...patch, freeAbove: freeAbove ?? undefined }, known);
  return after;
}

type Named = { readonly [Name in "zones" | "prices" | "freeAbove"]?: ShippingMethod[Name] | undefined };

function refuseUnknown({ zones = [], prices = [], freeAbove = [] }: Named, known: Known): void {
  const { currencies, places } = known;
  const errors: FieldError[] = [];
  zones.forEach(({ countries }, zone) =>
    countries.forEach((country, place) => {
      if (!places.isCountry(country))
        errors.push({ path: `zones.${zone}.countries.${place}`, message: "is not a country of ISO 3166-1" });
    }),
  );
  const sums = [
    ...prices.map(({ price }, place) => ({ ...price, path: `prices.${place}.price.currency` })),
    ...freeAbove.map((sum, place) => ({ ...sum, path: `freeAbove.${place}.currency` })),
  ];
  for (const { currency, path } of sums)
    if (!currencies.includes(currency))
      errors.push({ path, message: `must be one of ${currencies.join(", ")}` });
  if (errors.length > 0) throw requestErrors.invalid(errors);
}
