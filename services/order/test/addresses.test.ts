/** People in every country can say where they live. */
import { readFileSync } from "node:fs";
import { AddressInput, type Address } from "@shop/contracts/language/address";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { places, printAddress } from "../src/addresses/places.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const addresses = z
  .object({
    withoutPostcode: z.array(AddressInput),
    ordinary: z.array(AddressInput),
    noCountries: z.array(z.string()),
  })
  .parse(JSON.parse(readFileSync(new URL("addresses.json", import.meta.url), "utf8")));

async function aShop() {
  const alice = await shop.as();
  const shipTo = (shippingAddress: object) =>
    alice.placeOrder({ body: JSON.stringify({ ...anOrder(), shippingAddress }), headers: newKey() });
  return { alice, shipTo };
}

const berlin = anOrder().shippingAddress;

test("addresses of all kinds are taken as they were sent, with and without a postcode", async () => {
  const { alice, shipTo } = await aShop();
  const all = [...addresses.withoutPostcode, ...addresses.ordinary];
  expect(all).toHaveLength(12);
  for (const address of all) {
    const placed = await shipTo(address);
    expect(placed.status).toBe(201);
    expect(placed.body.shippingAddress).toEqual(JSON.parse(JSON.stringify(address)));
    const read = await alice.getOrder({ params: { id: placed.body.id } });
    expect(read.body.shippingAddress).toEqual(placed.body.shippingAddress);
  }
});

test("where there are postcodes, an address without one is 400", async () => {
  const { shipTo } = await aShop();
  const { postalCode: _, ...address } = berlin;
  const empty = [{}, { postalCode: "" }, { postalCode: null }];
  for (const [index, country] of ["GB", "DE", "US", "JP", "FR", "BR", "NL", "IE", "CH"].entries()) {
    const refused = await shipTo({ ...address, ...empty[index % empty.length], country });
    expect(refused.problem).toMatchObject({
      status: 400,
      code: "request.invalid",
      errors: [{ path: "shippingAddress.postalCode" }],
    });
  }
});

test("a country that does not exist is 400", async () => {
  const { shipTo } = await aShop();
  for (const country of [...addresses.noCountries, "XK", "AN", "SU", "de", "DEU", ""]) {
    const refused = await shipTo({ ...berlin, country });
    expect(refused.problem).toMatchObject({
      status: 400,
      code: "request.invalid",
      errors: [{ path: "shippingAddress.country" }],
    });
  }
});

test("what a form leaves out, sends empty or as null is not in the order", async () => {
  const { shipTo } = await aShop();
  for (const nothing of [undefined, null, "", "  "]) {
    const { body } = await shipTo({ ...berlin, line2: nothing, region: nothing });
    expect(body.shippingAddress).toEqual(berlin);
  }
});

test("all of ISO 3166-1 and nothing else is a country", () => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  const known = codes.filter((code) => places.isCountry(code));
  expect(known).toHaveLength(249);
  expect(known).toEqual(expect.arrayContaining(["AX", "BQ", "CW", "EH", "GG", "PS", "SS", "SX", "TL", "TW"]));
  // As many as the Universal Postal Union says, give or take a reform.
  const withPostcodes = known.filter((code) => places.hasPostcodes(code)).length;
  expect(withPostcodes).toBeGreaterThan(170);
  expect(withPostcodes).toBeLessThan(200);
});

test("a printed address has every part that was given, and no hole", () => {
  for (const { line2, region, postalCode, ...address } of [
    ...addresses.withoutPostcode,
    ...addresses.ordinary,
  ]) {
    const given: Address = {
      ...address,
      ...(line2 && { line2 }),
      ...(region && { region }),
      ...(postalCode && { postalCode }),
    };
    const printed = printAddress(given);
    const { country: _, ...parts } = given;
    for (const part of Object.values(parts)) expect(printed.join("\n")).toContain(part);
    expect(new Set(printed).size).toBe(printed.length);
    expect(printed.join("\n")).not.toMatch(/undefined|null|^\s*$/m);
  }
});

test("an address is printed as its country writes it", () => {
  expect(printAddress({ ...berlin, region: "BE" })).toEqual([
    "Alice",
    "Main St 1",
    "10115 Berlin",
    "BE",
    "Germany",
  ]);
  const london = { name: "Sam", line1: "1 Field Lane", city: "London", postalCode: "N1 1AA", country: "GB" };
  expect(printAddress(london)).toEqual(["Sam", "1 Field Lane", "London", "N1 1AA", "United Kingdom"]);
  const tokyo = {
    name: "野原 花",
    line1: "見本町2-3-4",
    city: "千代田区",
    region: "東京都",
    postalCode: "100-0009",
    country: "JP",
  };
  expect(printAddress(tokyo)[0]).toBe("〒100-0009");
});
