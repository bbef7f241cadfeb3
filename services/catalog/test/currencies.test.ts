import { euros } from "@shop/contracts/language/values";
import { loadConfig } from "@shop/kit/process/config";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Config } from "../src/config.ts";
import { changeCurrencies } from "../src/products/change-currencies.ts";
import { createCurrencyStore } from "../src/products/currency-store.ts";
import { dinars, sellInCurrencies, twoVariants, yen } from "./in-currencies.ts";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog({ currencies: ["EUR", "JPY", "KWD"] });
});
afterAll(() => catalog[Symbol.asyncDispose]());

const sold = () => sellInCurrencies(catalog);

test("a product is shown in the currency that is asked, its lowest price first, and nothing is converted", async () => {
  const { id, answer } = await sold();
  expect(answer.body.price).toEqual(euros(1499));
  const shown = async (currency?: string) =>
    (await catalog.public.getProduct({ params: { id }, query: { currency } })).body;
  expect((await shown()).price).toEqual(euros(1499));
  const inYen = await shown("JPY");
  expect([inYen.price, ...inYen.variants.map(({ price }) => price)]).toEqual([
    yen(3300),
    yen(3300),
    yen(3500),
  ]);
  const inDinars = await shown("KWD");
  expect([inDinars.price, ...inDinars.variants.map(({ price }) => price)]).toEqual([
    dinars(12_345),
    dinars(12_345),
    null,
  ]);
  expect(inYen.variants[0]?.prices).toEqual([yen(3300), dinars(12_345)]);
});

test("a product that is not sold in a currency has no price in it, and is not listed", async () => {
  const { body } = await catalog.staff.createProduct({ body: aProduct() });
  const params = { id: body.id };
  const { body: shown } = await catalog.public.getProduct({ params, query: { currency: "KWD" } });
  expect([shown.price, shown.variants[0]?.price]).toEqual([null, null]);
  const { body: list } = await catalog.public.listProducts({ query: { currency: "KWD", limit: 100 } });
  expect(list.items.map(({ id }) => id)).not.toContain(body.id);
});

test("prices come and go with an edit, and lists follow at once", async () => {
  const { id, answer, word } = await sold();
  const listed = async () => {
    const query = { currency: "JPY", sort: "price", limit: 100 } as const;
    return (await catalog.public.listProducts({ query })).body.items.find((item) => item.id === id)?.price;
  };
  expect(await listed()).toEqual(yen(3300));
  const [one, other] = twoVariants(word);
  if (!one || !other) throw new Error("There are two");
  const change = { variants: [{ ...one, prices: [yen(100)] }, other] };
  const edited = await catalog.staff.updateProduct({
    params: { id },
    headers: ifMatch(answer),
    body: change,
  });
  expect(edited.body.version).toBe(2);
  expect(await listed()).toEqual(yen(100));
  const without = { variants: [one, other].map(({ prices: _prices, ...variant }) => variant) };
  await catalog.staff.updateProduct({ params: { id }, headers: ifMatch(edited), body: without });
  expect(await listed()).toBeUndefined();
});

test("prices in another order are no edit", async () => {
  const { id, answer, word } = await sold();
  const variants = twoVariants(word).map((each) => ({ ...each, prices: each.prices.toReversed() }));
  const same = await catalog.staff.updateProduct({
    params: { id },
    headers: ifMatch(answer),
    body: { variants },
  });
  expect(same.body.version).toBe(1);
});

test.each([
  ["the first one", [euros(1)], "variants.0.prices.0.currency"],
  ["one that is not the shop's", [yen(1), { amount: 1, currency: "USD" }], "variants.0.prices.1.currency"],
  ["one in lower case", [{ amount: 1, currency: "jpy" }], "variants.0.prices.0.currency"],
  ["one twice", [yen(1), yen(2)], "variants.0.prices"],
  ["a fraction", [yen(1.5)], "variants.0.prices.0.amount"],
  ["a text", ["JPY"], "variants.0.prices.0"],
  ["twenty", Array.from({ length: 20 }, () => yen(1)), "variants.0.prices"],
])("another price in %s is refused, and the answer says where", async (_what, prices, path) => {
  const body = JSON.stringify({ name: "x", variants: [{ sku: uniqueWord(), price: euros(1), prices }] });
  const { status, problem } = await catalog.staff.createProduct({ body });
  expect([status, problem?.errors?.[0]?.path]).toEqual([400, path]);
});

test.each(["USD", "eur", "", "EURO", "$gt", "EUR%00", "EUR&currency=JPY"])(
  "?currency=%s is refused for a list and for a product",
  async (text) => {
    const { id } = await sold();
    for (const path of ["/products", `/products/${id}`]) {
      const answer = await fetch(`${catalog.url}${path}?currency=${text}`);
      const problem = (await answer.json()) as { errors: { path: string }[] };
      expect([answer.status, problem.errors[0]?.path]).toEqual([400, "query.currency"]);
    }
  },
);

test("a quote is in the currency that is asked, and what has no price in it is not on sale", async () => {
  const { word } = await sold();
  const quoted = async (currency?: string) => {
    const body = { skus: [`${word}-A`, `${word}-B`], currency };
    return (await catalog.internal.quote({ body })).body.items.map(({ price, onSale }) => [price, onSale]);
  };
  expect(await quoted()).toEqual([
    [euros(1999), true],
    [euros(1499), true],
  ]);
  expect(await quoted("KWD")).toEqual([
    [dinars(12_345), true],
    [null, false],
  ]);
  const unknown = await catalog.internal.quote({ body: { skus: [word], currency: "USD" } });
  expect([unknown.status, unknown.problem?.errors?.[0]?.path]).toEqual([400, "currency"]);
});

test("an import brings prices in other currencies, and a second one changes nothing", async () => {
  const word = uniqueWord();
  const row = JSON.stringify(aProduct({ id: word, variants: twoVariants(word) }));
  expect((await catalog.staff.importProducts({ body: row })).body).toMatchObject({ created: 1, failed: 0 });
  expect((await catalog.staff.importProducts({ body: row })).body).toMatchObject({ unchanged: 1 });
  const foreign = row.replaceAll("JPY", "USD");
  const { body } = await catalog.staff.importProducts({ body: foreign });
  expect(body.errors[0]?.message).toContain("variants.0.prices.0.currency");
});

test("a shop that gives a currency up keeps its prices, and one that takes one on says what has none in it", async () => {
  await using other = await runCatalog();
  const { mongoUrl, amqpUrl } = other.config;
  await other.staff.createProduct({ body: aProduct({ id: "plain" }) });
  await other.staff.createProduct({ body: aProduct({ id: "draft", status: "draft" }) });
  const params = { id: "priced" };
  {
    await using wider = await runCatalog({ mongoUrl, amqpUrl, currencies: ["EUR", "JPY"] });
    const variants = [{ sku: "P", options: {}, price: euros(5), prices: [yen(9)] }];
    await wider.staff.createProduct({ body: aProduct({ ...params, variants }) });
    const { body } = await wider.public.listProducts({ query: { currency: "JPY", sort: "-price" } });
    expect(body.items.map(({ id }) => id)).toEqual(["priced"]);
  }
  const seen = await other.staff.getProduct({ params });
  expect(seen.body.variants[0]?.prices).toEqual([yen(9)]);
  const renamed = await other.staff.updateProduct({
    params,
    headers: ifMatch(seen),
    body: { name: "Renamed" },
  });
  expect(renamed.body).toMatchObject({ name: "Renamed", variants: [{ prices: [yen(9)] }] });

  const connection = await mongoose.createConnection(mongoUrl).asPromise();
  const said: unknown[] = [];
  const log = { info: () => undefined, warn: (about: unknown) => void said.push(about) };
  const deps = { currencyStore: createCurrencyStore({ connection }), log: log as never };
  await changeCurrencies(deps, ["EUR", "KWD", "JPY"]);
  expect(said).toEqual([
    { currency: "KWD", products: 2 },
    { currency: "JPY", products: 1 },
  ]);
  await changeCurrencies(deps, ["EUR", "KWD", "JPY"]);
  expect(said).toHaveLength(2);
  await connection.close();
});

test("a shop does not start with currencies that are none", () => {
  expect(() => loadConfig(Config, { SHOP_CURRENCIES: "EUR,euro" })).toThrow("SHOP_CURRENCIES");
  expect(loadConfig(Config, {}).currencies).toEqual(["EUR"]);
});
