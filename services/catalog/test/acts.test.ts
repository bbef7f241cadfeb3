/** What staff does to the catalog is told of, once, with what it looked like before and after. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { actsBy } from "@shop/testing/acts";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { afterAll, beforeAll, expect, test } from "vitest";
import sharp from "sharp";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let ear: BusEar;
beforeAll(async () => {
  catalog = await runCatalog();
  ear = await listenTo(catalog.config.amqpUrl, catalogEvents);
});
afterAll(async () => {
  await ear[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

/** Somebody of the staff whom no other test knows, and what is told of them. */
async function aClerk() {
  const id = randomUUID();
  return { ...(await catalog.as("staff", id)), id, acts: (count: number) => actsBy(ear, id, count) };
}
const newProduct = async () => (await catalog.staff.createProduct({ body: aProduct() })).body;
const any = { "if-match": "*" };
const summaryOf = ({ action, object, before, after }: Awaited<ReturnType<typeof actsBy>>[number]) => [
  action,
  object,
  before?.["version"] ?? null,
  after?.["version"] ?? null,
];

test("a price is changed: who, when, by which request, and both prices", async () => {
  const clerk = await aClerk();
  const made = await newProduct();
  const params = { id: made.slug };
  const read = await clerk.getProduct({ params });
  const variants = [{ sku: made.variants[0]?.sku ?? "", price: euros(2499) }];
  const answer = await clerk.updateProduct({ params, body: { variants }, headers: ifMatch(read) });
  expect(answer.status).toBe(200);
  const [act] = await clerk.acts(1);
  expect(act).toMatchObject({
    actor: clerk.id,
    action: "products.update",
    object: made.id,
    before: { id: made.id, name: made.name, price: euros(1999), version: 1 },
    after: { price: euros(2499), variants: [{ price: euros(2499) }], version: 2 },
    requestId: answer.headers.get("x-request-id"),
  });
  expect(Math.abs(Date.parse(act?.at ?? "") - Date.now())).toBeLessThan(60_000);
  expect(act?.before).not.toHaveProperty("reviews");
});

test("a product's whole life, with names that a database would take for its own", async () => {
  const clerk = await aClerk();
  const attributes = { "a.b": "1", $set: "2", "$where.x": "3" };
  const { body: made } = await clerk.createProduct({ body: aProduct({ attributes }) });
  const params = { id: made.id };
  await clerk.replaceProduct({ params, body: aProduct({ slug: made.slug }), headers: any });
  const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  const { body: image } = await clerk.addImage({ params, body: picture });
  await clerk.removeProduct({ params, headers: any });
  const acts = await clerk.acts(4);
  expect(acts.map(summaryOf)).toEqual([
    ["products.create", made.id, null, 1],
    ["products.replace", made.id, 1, 2],
    ["products.add_image", made.id, 2, 3],
    ["products.remove", made.id, 3, null],
  ]);
  expect(acts[0]).toMatchObject({ before: null, after: { attributes } });
  expect(acts[1]).toMatchObject({ before: { attributes } });
  expect(acts[2]).toMatchObject({ before: { images: [] }, after: { images: [{ url: image.url }] } });
  expect(acts[3]?.after).toBeNull();
});

test("stock is counted, and adjusted by two at once; what is sent again under its key is no act", async () => {
  const [clerk, other] = [await aClerk(), await aClerk()];
  const sku = (await newProduct()).variants[0]?.sku ?? "";
  const params = { sku };
  await clerk.setStock({ params, body: { onHand: 5 }, headers: any });
  const headers = { "Idempotency-Key": randomUUID() };
  const body = { delta: 2, reason: "found" };
  const adjust = () => clerk.adjustStock({ params, body, headers });
  await Promise.all([
    adjust(),
    other.adjustStock({
      params,
      body: { delta: 1, reason: "found" },
      headers: { "Idempotency-Key": randomUUID() },
    }),
  ]);
  expect((await adjust()).headers.get("idempotency-replayed")).toBe("true");
  await clerk.setStock({ params, body: { onHand: 1 }, headers: any });
  const acts = await clerk.acts(3);
  expect(acts.map(({ action, object }) => [action, object])).toEqual([
    ["stock.set", sku],
    ["stock.adjust", sku],
    ["stock.set", sku],
  ]);
  expect(acts[0]).toMatchObject({ before: { onHand: 0 }, after: { onHand: 5 } });
  expect(acts[2]).toMatchObject({ before: { onHand: 8 }, after: { onHand: 1 } });
  const [theirs] = await other.acts(1);
  const reached = [acts[1], theirs].map((act) => Number(act?.after?.["onHand"]));
  expect(Math.max(...reached)).toBe(8);
  expect([6, 7]).toContain(Math.min(...reached));
});

test("categories", async () => {
  const clerk = await aClerk();
  const { body: made } = await clerk.createCategory({ body: { name: `Covers ${uniqueWord()}` } });
  const params = { id: made.slug };
  await clerk.updateCategory({ params, body: { name: "Cases" }, headers: any });
  await clerk.removeCategory({ params: { id: made.id }, headers: any });
  const acts = await clerk.acts(3);
  expect(acts.map(summaryOf)).toEqual([
    ["categories.create", made.id, null, 1],
    ["categories.update", made.id, 1, 2],
    ["categories.remove", made.id, 2, null],
  ]);
  expect(acts[1]).toMatchObject({ before: { name: made.name }, after: { name: "Cases" } });
});

test("a review is hidden and removed, without what its customer wrote; a customer's own acts are not told of", async () => {
  const clerk = await aClerk();
  const { id: productId } = await newProduct();
  const ana = await catalog.as("customer", "ana");
  const review = async () => {
    const body = { rating: 1, title: "Bad", text: "I live in Main St 1" };
    return (await ana.createReview({ params: { id: productId }, body })).body.id;
  };
  await ana.removeReview({ params: { id: await review() } });
  const id = await review();
  await clerk.updateReview({ params: { id }, body: { status: "hidden" } });
  await clerk.removeReview({ params: { id } });
  expect(await clerk.acts(2)).toMatchObject([
    {
      action: "reviews.update",
      object: id,
      before: { id, productId, rating: 1, status: "published" },
      after: { id, productId, rating: 1, status: "hidden" },
    },
    { action: "reviews.remove", object: id, before: { status: "hidden" }, after: null },
  ]);
  expect(JSON.stringify(await clerk.acts(2))).not.toMatch(/Main St|Bad|ana/);
  expect(await actsBy(ear, "ana", 0)).toEqual([]);
});

test("an import is one act, however many products it brings", async () => {
  const clerk = await aClerk();
  const line = () => JSON.stringify({ id: `i-${uniqueWord()}`, ...aProduct() });
  const body = `${line()}\n${line()}\nrubbish\n`;
  const { body: report } = await clerk.importProducts({ body });
  await clerk.importProducts({ body, query: { id: "second-import" } });
  const counts = { created: 2, updated: 0, unchanged: 0, failed: 1 };
  expect(await clerk.acts(2)).toMatchObject([
    { action: "products.import", object: report.id, before: null, after: { state: "done", ...counts } },
    { action: "products.import", object: "second-import", before: null, after: { failed: 1 } },
  ]);
});

test("what is refused is no act, and leaves nothing", async () => {
  const clerk = await aClerk();
  const made = await newProduct();
  const params = { id: made.id };
  const answers = [
    await clerk.updateProduct({ params, body: { name: "x" }, headers: { "if-match": '"99"' } }),
    await clerk.updateProduct({ params, body: { name: "x" } }),
    await clerk.updateProduct({ params: { id: "nobody" }, body: { name: "x" }, headers: any }),
    await clerk.createProduct({ body: { ...aProduct(), id: made.id } }),
    await clerk.setStock({ params: { sku: "NO-SUCH" }, body: { onHand: 1 }, headers: any }),
    await (await catalog.as("customer", clerk.id)).removeProduct({ params, headers: any }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([412, 428, 404, 409, 404, 403]);
  expect(await catalog.rows("acts").countDocuments({ actor: clerk.id })).toBe(0);
  expect(await clerk.acts(0)).toEqual([]);
});
