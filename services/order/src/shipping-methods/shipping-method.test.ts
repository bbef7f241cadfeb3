import { NewShippingMethod, ShippingMethodPatch } from "@shop/contracts/order/shipping-methods";
import { expect, test } from "vitest";
import { countries, places } from "../addresses/places.ts";
import { firstMethods } from "./first-methods.ts";
import { create, edit, offersFor, priceFor, type ShippingMethod } from "./shipping-method.ts";

const euro = (amount: number) => ({ amount, currency: "EUR" });
const known = { currencies: ["EUR", "JPY"] as const, places };
const input = {
  name: "Parcel",
  zones: [{ countries: ["DE", "AT"] }, { countries: ["GB"], regions: ["Kent", "BT1"] }],
  prices: [
    { price: euro(1990) },
    { upToGrams: 1000, price: euro(490) },
    { upToGrams: 5000, price: euro(790) },
    { upToGrams: 2000, price: { amount: 800, currency: "JPY" } },
  ],
  freeAbove: [euro(5000)],
  days: { min: 2, max: 5 },
};
const method = create("parcel", NewShippingMethod.parse(input), known);
const cost = (changes: Partial<Parameters<typeof priceFor>[1]> = {}, sent: ShippingMethod = method) =>
  priceFor(sent, { destination: { country: "DE" }, weightGrams: 0, subtotal: euro(1000), ...changes });

test("the lightest step that is heavy enough counts, in the currency of the goods", () => {
  const weights = [0, 1000, 1001, 5000, 5001, 1_000_000];
  expect(weights.map((weightGrams) => cost({ weightGrams })?.amount)).toEqual([
    490, 490, 790, 790, 1990, 1990,
  ]);
  const subtotal = { amount: 1000, currency: "JPY" };
  expect(cost({ subtotal, weightGrams: 2000 })).toEqual({ amount: 800, currency: "JPY" });
  expect(cost({ subtotal, weightGrams: 2001 })).toBeUndefined();
  expect(cost({ subtotal: { amount: 1, currency: "KWD" } })).toBeUndefined();
});

test("it costs nothing from a subtotal on, but is not carried where it is too heavy", () => {
  expect([4999, 5000].map((amount) => cost({ subtotal: euro(amount) })?.amount)).toEqual([490, 0]);
  const light = { ...method, prices: [{ upToGrams: 10, price: euro(1) }] };
  expect(cost({ subtotal: euro(5000), weightGrams: 11 }, light)).toBeUndefined();
});

test("a zone is countries, and regions by their names or by the beginning of a postal code with a digit", () => {
  const ships = (destination: Parameters<typeof priceFor>[1]["destination"]) =>
    cost({ destination }) !== undefined;
  expect(ships({ country: "AT" })).toBe(true);
  expect(ships({ country: "FR" })).toBe(false);
  expect(ships({ country: "GB" })).toBe(false);
  expect(ships({ country: "GB", region: " kent " })).toBe(true);
  expect(ships({ country: "GB", region: "Surrey", postalCode: "bt1 5gs" })).toBe(true);
  expect(ships({ country: "GB", postalCode: "KENT 1" })).toBe(false);
});

test("offers are the cheapest first, and those of one price by their ids", () => {
  const other = (id: string, amount: number) => ({ ...method, id, prices: [{ price: euro(amount) }] });
  const parcel = { destination: { country: "DE" }, weightGrams: 0, subtotal: euro(0) };
  const offers = offersFor([other("b", 5), other("c", 4), other("a", 5)], parcel);
  expect(offers.map(({ id }) => id)).toEqual(["c", "a", "b"]);
});

test.each([
  [{ zones: [{ countries: ["DE", "XX"] }] }, "zones.0.countries.1"],
  [{ prices: [{ price: { amount: 1, currency: "USD" } }] }, "prices.0.price.currency"],
  [{ freeAbove: [euro(1), { amount: 1, currency: "USD" }] }, "freeAbove.1.currency"],
])("what there is not is refused with its place: %j", (changes, path) => {
  const refusal = expect.objectContaining({
    details: { errors: [expect.objectContaining({ path }) as unknown] },
  });
  const body = NewShippingMethod.parse({ ...input, ...changes });
  expect(() => create("x", body, known)).toThrow(refusal as Error);
  expect(() => edit(method, ShippingMethodPatch.parse(changes), known)).toThrow(refusal as Error);
});

test.each([
  { days: { min: 3, max: 2 } },
  { prices: [{ price: euro(1) }, { price: euro(2) }] },
  { prices: [{ upToGrams: 0, price: euro(1) }] },
  { freeAbove: [euro(1), euro(2)] },
  { zones: [{ countries: [] }] },
  { zones: [{ countries: ["DE"], regions: [] }] },
])("what contradicts itself is no shipping method: %j", (changes) => {
  expect(NewShippingMethod.safeParse({ ...input, ...changes }).success).toBe(false);
  expect(ShippingMethodPatch.safeParse(changes).success).toBe(false);
});

test("a patch replaces what it names, and null makes nothing free", () => {
  expect(edit(method, ShippingMethodPatch.parse({ freeAbove: null }), known)?.freeAbove).toEqual([]);
  expect(edit(method, { name: "Parcel" }, known)).toBeUndefined();
});

test("a fresh shop ships by two methods to where people live, in each of its currencies", () => {
  const methods = firstMethods(countries, ["EUR", "JPY", "KWD", "ISK", "IQD"]);
  const prices = methods.map(({ id, prices: steps }) => [id, ...steps.map(({ price }) => price.amount)]);
  expect(prices).toEqual([
    ["standard", 490, 800, 1500, 490, 4900],
    ["express", 990, 1600, 3000, 990, 9900],
  ]);
  const to = methods[0]?.zones[0]?.countries ?? [];
  expect(to).toEqual(expect.arrayContaining(["DE", "US", "JP", "QA", "HK", "BR"]));
  for (const country of ["AQ", "BV", "KP"]) expect(to).not.toContain(country);
});
