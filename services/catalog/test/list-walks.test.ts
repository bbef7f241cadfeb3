/** A walk over a list, page by page, while others change what is in it. A property that fails prints its seed. */
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
/** Another one, on the same data. */
let other: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
  const { mongoUrl, amqpUrl } = catalog.config;
  other = await runCatalog({ mongoUrl, amqpUrl });
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

const count = 40;
const prices = fc.integer({ min: 1, max: 6 });
const names = fc.constantFrom("Anvil", "anvil", "Bowl", "Çup", "Dish", "Zither");

const someAction = fc.record({
  kind: fc.constantFrom("insert", "delete", "price"),
  which: fc.nat(count - 1),
  amount: prices,
  name: names,
});
type Action = typeof someAction extends fc.Arbitrary<infer Value> ? Value : never;

const someWalk = fc.record({
  limit: fc.integer({ min: 1, max: 9 }),
  first: fc.array(fc.record({ amount: prices, name: names }), { minLength: count, maxLength: count }),
  actions: fc.array(someAction, { maxLength: 40 }),
  atOnce: fc.integer({ min: 1, max: 6 }),
});

type Product = { readonly amount: number; readonly name: string };

const toRow = (id: string, category: string, { amount, name }: Product) =>
  aProduct({
    id,
    name,
    categories: [category],
    variants: [{ sku: `${id}-S`, options: {}, price: euros(amount) }],
  });

/** Does what is asked of the other service, and says which products are no longer what they were. */
function disturbing(category: string) {
  const gone = new Set<string>();
  const repriced = new Set<string>();
  const headers = { "if-match": "*" };
  const act = async ({ kind, which, ...product }: Action): Promise<void> => {
    const id = `${category}-${which}`;
    if (kind === "insert") {
      await other.staff.createProduct({ body: toRow(`${category}-${uniqueWord()}`, category, product) });
    } else if (kind === "delete") {
      gone.add(id);
      await other.staff.removeProduct({ params: { id }, headers });
    } else {
      repriced.add(id);
      const variants = [{ sku: `${id}-S`, options: {}, price: euros(product.amount) }];
      await other.staff.updateProduct({ params: { id }, headers, body: { variants } });
    }
  };
  return { gone, repriced, act };
}

const sorts = ["newest", "name", "rating", "price", "-price"] as const;

test.each([
  ...sorts.map((sort) => ({ sort, list: "a walk", text: {}, numRuns: 8 })),
  // Relevance is no unchanging key.
  ...sorts.map((sort) => ({ sort, list: "a walk over what a text finds", text: { q: "acme" }, numRuns: 3 })),
])(
  "$list by $sort misses nothing that was there throughout and repeats nothing; by price, but for what was re-priced",
  async ({ sort, text, numRuns }) => {
    await fc.assert(
      fc.asyncProperty(someWalk, async ({ limit, first, actions, atOnce }) => {
        const category = `c${uniqueWord()}`;
        await catalog.staff.createCategory({ body: { id: category, name: category } });
        const rows = first.map((product, index) => toRow(`${category}-${index}`, category, product));
        await catalog.staff.importProducts({ body: rows.map((row) => JSON.stringify(row)).join("\n") });
        await until(async () => {
          const query = { category, count: "true", limit: 1, ...text } as const;
          return (await catalog.public.listProducts({ query })).body.total?.value === count;
        }, "the list has all of them");
        const { gone, repriced, act } = disturbing(category);
        const left = [...actions];
        const seen: string[] = [];
        for (let cursor: string | undefined | null; cursor !== null;) {
          const query = { category, sort, limit, ...text, ...(cursor !== undefined && { cursor }) };
          const [{ body }] = await Promise.all([
            catalog.public.listProducts({ query }),
            ...left.splice(0, atOnce).map(act),
          ]);
          seen.push(...body.items.map(({ id }) => id));
          cursor = body.next;
        }
        const isExcused = (id: string) => sort.endsWith("price") && repriced.has(id);
        const twice = seen.filter((id, place) => seen.indexOf(id) !== place && !isExcused(id));
        const throughout = rows.flatMap(({ id = "" }) => (gone.has(id) || isExcused(id) ? [] : [id]));
        expect(twice).toEqual([]);
        expect(throughout.filter((id) => !seen.includes(id))).toEqual([]);
      }),
      { numRuns },
    );
  },
  120_000,
);
