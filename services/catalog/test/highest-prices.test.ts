/** From which price on a product is sold: the highest that lists tell beside the lowest, where variants differ. */
import { euros } from "@shop/contracts/language/values";
import { firstNumber } from "@shop/kit/mongo/layout";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProductRow } from "../src/products/product-rows.ts";
import { fillKeptRows } from "./fill-kept-rows.ts";
import { dinars, sellInCurrencies, twoVariants, yen } from "./in-currencies.ts";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog({ currencies: ["EUR", "JPY", "KWD"] });
});
afterAll(() => catalog[Symbol.asyncDispose]());

const sold = () => sellInCurrencies(catalog);

test.each([
  ["a list", {}],
  ["a search", { facets: "true" }],
] as const)(
  "%s tells the highest price, too, where variants do not all cost the same in its currency",
  async (_what, query) => {
    const { id, answer, word } = await sold();
    const pricesIn = async (currency?: string) => {
      const asked = { ...query, sort: "newest", limit: 100, currency } as const;
      const { body } = await catalog.public.listProducts({ query: asked });
      const found = body.items.find((item) => item.id === id);
      return [found?.price, found?.highestPrice];
    };
    expect(await pricesIn()).toEqual([euros(1499), euros(1999)]);
    expect(await pricesIn("JPY")).toEqual([yen(3300), yen(3500)]);
    expect(await pricesIn("KWD")).toEqual([dinars(12_345), undefined]);
    const variants = twoVariants(word).map((each) => ({ ...each, price: euros(900) }));
    await catalog.staff.updateProduct({ params: { id }, headers: ifMatch(answer), body: { variants } });
    expect(await pricesIn()).toEqual([euros(900), undefined]);
    expect(await pricesIn("JPY")).toEqual([yen(3300), yen(3500)]);
  },
);

test("related products tell their highest prices as lists do", async () => {
  const { body: category } = await catalog.staff.createCategory({ body: { name: uniqueWord() } });
  const categories = [category.id];
  const variants = twoVariants(uniqueWord());
  const { body: two } = await catalog.staff.createProduct({ body: aProduct({ categories, variants }) });
  const { body: one } = await catalog.staff.createProduct({ body: aProduct({ categories }) });
  const related = await catalog.public.listRelated({ params: { id: one.id }, query: { currency: "JPY" } });
  expect(related.body.items).toMatchObject([{ id: two.id, price: yen(3300), highestPrice: yen(3500) }]);
});

test("a kept row tells the highest price that it has", async () => {
  await using open = new AsyncDisposableStack();
  const kept = open.use(await runCatalog(await fillKeptRows(open)));
  const { body } = await kept.public.listProducts({ query: { brand: ["Twofold"] } });
  expect(body.items).toMatchObject([{ id: "kept-6", price: euros(1000), highestPrice: euros(5000) }]);
});

test("products of the layout before tell their highest prices, where there are several", async () => {
  await using before = await runCatalog();
  const { mongoUrl, amqpUrl } = before.config;
  const variant = (sku: string, amount: number) => ({ sku, options: { Size: sku }, price: euros(amount) });
  const both = [variant("small", 1000), variant("large", 5000)];
  await before.staff.createProduct({ body: aProduct({ id: "two", variants: both }) });
  await before.staff.createProduct({ body: aProduct({ id: "one", variants: [variant("only", 700)] }) });
  await before.rows<ProductRow>("products").updateMany({}, { $unset: { highest: 1 } });
  const layout = before.rows<{ _id: string; number: number }>("layout");
  await layout.updateOne({ _id: "layout" }, { $set: { number: firstNumber + 2 } });
  const pricesAt = async ({ public: reader }: Pick<RunningCatalog, "public">) =>
    (await reader.listProducts({ query: { sort: "price" } })).body.items.map((item) => [
      item.price,
      item.highestPrice,
    ]);
  expect(await pricesAt(before)).toEqual([
    [euros(700), undefined],
    [euros(1000), undefined],
  ]);
  await using restarted = await runCatalog({ mongoUrl, amqpUrl });
  expect(await pricesAt(restarted)).toEqual([
    [euros(700), undefined],
    [euros(1000), euros(5000)],
  ]);
});
