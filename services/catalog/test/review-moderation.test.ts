/** What becomes of reviews once they are written. */
import { catalogApi } from "@shop/contracts/catalog/api";
import { createClient } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as reviewing from "./a-review.ts";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(async () => {
  await catalog[Symbol.asyncDispose]();
});

const newProduct = () => reviewing.newProduct(catalog);
const shownOf = (id: string) => reviewing.shownOf(catalog, id);
const listedOf = async (id: string) => {
  const { body } = await catalog.public.listReviews({ params: { id } });
  return body.items.map((review) => review.id);
};
const reviewedBy = (id: string, rating: number, customerId?: string) =>
  reviewing.reviewedBy(catalog, { id, rating, customerId });
const setStatus = (id: string, status: "hidden" | "published") =>
  catalog.staff.updateReview({ params: { id }, body: { status } });

test("what staff hides leaves product, rating and list at once, and comes back to its place", async () => {
  const id = await newProduct();
  const reviews = [];
  for (const rating of [1, 5, 5, 5, 5, 5]) reviews.push(await reviewedBy(id, rating));
  const [oldest, ...others] = reviews;
  const newest = others.map((review) => review.id).toReversed();
  expect((await shownOf(id)).reviews.map((review) => review.id)).toEqual(newest);
  const last = newest[0] ?? "";
  const hidden = await setStatus(last, "hidden");
  expect(hidden).toMatchObject({ status: 200, body: { id: last, status: "hidden" } });
  expect(hidden.headers.get("surrogate-key")).toBe(`product:${id} products`);
  expect((await setStatus(last, "hidden")).status).toBe(200);
  const without = await shownOf(id);
  expect(without.rating).toEqual({ average: 4.2, count: 5 });
  expect(without.reviews.map((review) => review.id)).toEqual([...newest.slice(1), oldest?.id]);
  expect(await listedOf(id)).toEqual([...newest.slice(1), oldest?.id]);
  const { body: all } = await catalog.staff.listReviews({ params: { id }, query: { limit: 1 } });
  expect(all.items).toMatchObject([{ id: last, status: "hidden" }]);
  const borrowed = { params: { id }, query: { cursor: all.next ?? "" } };
  expect((await catalog.public.listReviews(borrowed)).status).toBe(400);
  await setStatus(last, "published");
  expect(await shownOf(id)).toMatchObject({
    rating: { count: 6 },
    version: 1,
    reviews: [{ id: last }, {}, {}, {}, {}],
  });
});

test("a review is taken back by its customer or by staff, once, and another may be written", async () => {
  const id = await newProduct();
  const own = await reviewedBy(id, 1);
  const stranger = await catalog.as("customer");
  const refused = await stranger.removeReview({ params: own });
  const missing = await stranger.removeReview({ params: { id: "nothing" } });
  expect(refused).toMatchObject({ status: 404, problem: { code: "review.not_found" } });
  const { requestId: _a, ...seen } = refused.problem as { requestId?: string };
  const { requestId: _b, ...expected } = missing.problem as { requestId?: string };
  expect(seen).toEqual(expected);
  const guest = await catalog.as("guest", own.customerId);
  expect((await guest.removeReview({ params: own })).status).toBe(403);
  expect((await catalog.public.removeReview({ params: own })).status).toBe(401);
  expect((await own.customer.updateReview({ params: own, body: { status: "hidden" } })).status).toBe(403);
  const answers = await Promise.all([1, 2, 3].map(() => own.customer.removeReview({ params: own })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404, 404]);
  expect(await shownOf(id)).toMatchObject({ rating: { average: null, count: 0 }, reviews: [] });
  const second = await reviewedBy(id, 4, own.customerId);
  expect((await catalog.staff.removeReview({ params: second })).status).toBe(204);
  expect(await shownOf(id)).toMatchObject({ rating: { count: 0 }, reviews: [] });
});

test("hidden, published, taken back and written at once: the rating is that of what is left", async () => {
  const id = await newProduct();
  const reviews = await Promise.all(
    Array.from({ length: 12 }, (_, index) => reviewedBy(id, (index % 5) + 1)),
  );
  await using other = await runCatalog(catalog.config);
  const elsewhere = createClient(other.url, catalogApi, { token: await catalog.tokenFor("staff") });
  await Promise.all(
    reviews.flatMap((review, index) => [
      setStatus(review.id, "hidden"),
      elsewhere.updateReview({ params: review, body: { status: index % 2 ? "hidden" : "published" } }),
      ...(index % 3 === 0 ? [review.customer.removeReview({ params: review })] : []),
      reviewedBy(id, 3),
    ]),
  );
  const { items } = (await catalog.public.listReviews({ params: { id }, query: { limit: 100 } })).body;
  const sum = items.reduce((all, { rating }) => all + rating, 0);
  const shown = await shownOf(id);
  expect(shown.rating).toEqual({
    average: Math.round((sum / items.length) * 100) / 100,
    count: items.length,
  });
  expect(shown.reviews).toEqual(items.slice(0, 5));
});

test("a review is moderated when its product is gone, and the next product of that id has the rest", async () => {
  const body = aProduct({ id: `gone-${uniqueWord()}` });
  const product = await catalog.staff.createProduct({ body });
  const review = await reviewedBy(product.body.id, 1);
  const other = await reviewedBy(product.body.id, 5);
  await catalog.staff.removeProduct({ params: product.body, headers: { "if-match": "*" } });
  expect((await setStatus(review.id, "hidden")).status).toBe(200);
  expect((await other.customer.removeReview({ params: other })).status).toBe(204);
  await catalog.staff.createProduct({ body });
  expect(await shownOf(product.body.id)).toMatchObject({ rating: { count: 0 }, reviews: [] });
});

test.each([[{}], [{ status: "gone" }], [{ status: null }], [{ status: "hidden", rating: 5 }], [[]]])(
  "a change of a review to %j is refused",
  async (body) => {
    const { id } = await reviewedBy(await newProduct(), 5);
    const answer = await catalog.staff.updateReview({ params: { id }, body: JSON.stringify(body) as never });
    expect(answer.status).toBe(400);
    expect(answer.problem?.errors?.length).toBeGreaterThan(0);
  },
);

test.each([
  [{ title: "a\u0000b" }, "title"],
  [{ title: "two\nlines" }, "title"],
  [{ title: "\ud83d" }, "title"],
  [{ text: "\udc00" }, "text"],
  [{ text: "a\u001bb" }, "text"],
  [{ text: "x".repeat(5001) }, "text"],
])("a review with %j is refused, and the answer says where", async (text, path) => {
  const customer = await catalog.as("customer");
  const params = { id: await newProduct() };
  const { problem } = await customer.createReview({ params, body: { rating: 5, ...text } });
  expect(problem?.errors?.map((error) => error.path)).toEqual([path]);
});
