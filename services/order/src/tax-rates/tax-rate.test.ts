import { NewTaxRate, TaxRatePatch } from "@shop/contracts/order/tax-rates";
import { expect, test } from "vitest";
import { places } from "../addresses/places.ts";
import { firstRates } from "./first-rates.ts";
import { create, edit, noTax, taxFor, type TaxRate } from "./tax-rate.ts";

const rate = (id: string, changes: Partial<TaxRate>): TaxRate => ({
  id,
  country: "US",
  region: null,
  category: null,
  rate: 0,
  inclusive: false,
  version: 1,
  ...changes,
});
const rates = [
  rate("any", { rate: 100 }),
  rate("reduced", { category: "reduced", rate: 50 }),
  rate("texas", { region: "Texas", rate: 825 }),
  rate("texas-zero", { region: "Texas", category: "zero", rate: 0 }),
];
const rateOf = (country: string, region: string | undefined, category: "standard" | "reduced" | "zero") =>
  taxFor(rates, { country, region, category });

test("the nearest rate counts: of the region before the country, of the category before any", () => {
  expect(rateOf("US", undefined, "standard").rate).toBe(100);
  expect(rateOf("US", "Ohio", "reduced").rate).toBe(50);
  expect(rateOf("US", " TEXAS ", "reduced").rate).toBe(825);
  expect(rateOf("US", "Texas", "zero").rate).toBe(0);
});

test("where there is no rate, nothing is tax", () => {
  expect(rateOf("CA", "Texas", "standard")).toEqual(noTax);
});

test("a country that there is not is refused", () => {
  const refusal = expect.objectContaining({ code: "request.invalid" }) as Error;
  const input = NewTaxRate.parse({ country: "XX", rate: 1, inclusive: true });
  expect(() => create("x", input, places)).toThrow(refusal);
  expect(() => edit(rate("x", {}), { country: "XX" }, places)).toThrow(refusal);
});

test("empty words of a form, and null, are none", () => {
  for (const region of [undefined, null, "", " "]) {
    const input = NewTaxRate.parse({ country: "US", rate: 1, inclusive: true, region });
    expect(create("x", input, places)).toMatchObject({ region: null, category: null });
  }
  const texas = rate("x", { region: "Texas", category: "zero" });
  for (const region of [null, ""])
    expect(edit(texas, TaxRatePatch.parse({ region, category: null }), places)).toMatchObject({
      region: null,
      category: null,
    });
  expect(edit(texas, TaxRatePatch.parse({ region: "Texas" }), places)).toBeUndefined();
});

test("a fresh shop knows the rates of the EU's 27 members, each once, the reduced never above the standard", () => {
  const countries = new Set(firstRates.map(({ country }) => country));
  expect(countries.size).toBe(27);
  for (const country of countries) {
    expect(places.isCountry(country)).toBe(true);
    const [standard, reduced] = firstRates.filter((each) => each.country === country);
    expect([standard?.category, reduced?.category]).toEqual(["standard", "reduced"]);
    expect(standard!.rate).toBeGreaterThanOrEqual(1500);
    expect(reduced!.rate).toBeLessThanOrEqual(standard!.rate);
    expect([standard?.inclusive, reduced?.inclusive]).toEqual([true, true]);
  }
  expect(firstRates.filter(({ country }) => country === "DE").map((each) => each.rate)).toEqual([1900, 700]);
});
