import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, everyItem, ifMatch, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const newProduct = async () => (await catalog.staff.createProduct({ body: aProduct() })).body.id;
const ratingOf = async (id: string) => (await catalog.public.getProduct({ params: { id } })).body.rating;

test("a review is shown with its product at once, and staff's edit is not stale for it", async () => {
  const product = await catalog.staff.createProduct({ body: aProduct() });
  const { id, slug } = product.body;
  const customer = await catalog.as("customer");
  const { status, body, headers } = await customer.createReview({
    params: { id: slug },
    body: { rating: 4, title: "Good", text: "Fits well" },
  });
  expect(status).toBe(201);
  expect(body).toMatchObject({ productId: id, rating: 4, title: "Good", text: "Fits well", verified: false });
  expect(headers.get("surrogate-key")).toBe(`product:${id} products`);
  const shown = await catalog.public.getProduct({ params: { id } });
  expect(shown.body).toMatchObject({ rating: { average: 4, count: 1 }, reviews: [body], version: 1 });
  const edited = await catalog.staff.updateProduct({
    params: { id },
    headers: ifMatch(product),
    body: { brand: "Brio" },
  });
  expect(edited.body).toMatchObject({ brand: "Brio", rating: { average: 4, count: 1 }, reviews: [body] });
});

test("what one has said oneself is found by its customer, hidden or not, and by nobody else", async () => {
  const id = await newProduct();
  const [customer, other] = [await catalog.as("customer"), await catalog.as("customer")];
  const ask = (who: typeof customer) => who.getOwnReview({ params: { id } });
  const none = { status: 404, problem: { code: "review.not_found" } };
  expect(await ask(customer)).toMatchObject(none);
  const { body: review } = await customer.createReview({
    params: { id },
    body: { rating: 2, title: "Thin" },
  });
  expect((await ask(customer)).body).toEqual(review);
  expect(await ask(other)).toMatchObject(none);
  await catalog.staff.updateReview({ params: { id: review.id }, body: { status: "hidden" } });
  expect((await ask(customer)).body).toEqual({ ...review, status: "hidden" });
  await customer.removeReview({ params: { id: review.id } });
  expect(await ask(customer)).toMatchObject(none);
  expect(await customer.getOwnReview({ params: { id: "nothing" } })).toMatchObject({
    problem: { code: "product.not_found" },
  });
});

test("of 20 reviews by one customer at once, one counts", async () => {
  const id = await newProduct();
  const customer = await catalog.as("customer");
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => customer.createReview({ params: { id }, body: { rating: 5 } })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.flatMap(({ problem }) => problem?.code ?? [])).toEqual(
    Array.from({ length: 19 }, () => "review.exists"),
  );
  expect(await ratingOf(id)).toEqual({ average: 5, count: 1 });
});

test("30 customers at once: the rating is exact, the product shows the newest five, the list shows all", async () => {
  const id = await newProduct();
  const ratings = Array.from({ length: 30 }, (_, index) => (index % 5) + 1);
  await Promise.all(
    ratings.map(async (rating) => {
      const customer = await catalog.as("customer");
      expect((await customer.createReview({ params: { id }, body: { rating } })).status).toBe(201);
    }),
  );
  const { body } = await catalog.public.getProduct({ params: { id } });
  expect(body.rating).toEqual({ average: 3, count: 30 });
  const listed = await everyItem((cursor) =>
    catalog.public.listReviews({ params: { id }, query: { limit: 7, ...cursor } }),
  );
  expect(new Set(listed.map((review) => review.id)).size).toBe(30);
  const times = listed.map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(body.reviews.map(({ createdAt }) => createdAt)).toEqual(times.slice(0, 5));
});

test("what is not on sale cannot be reviewed, nor can a guest review", async () => {
  const { id } = (await catalog.staff.createProduct({ body: aProduct({ status: "draft" }) })).body;
  const customer = await catalog.as("customer");
  expect((await customer.createReview({ params: { id }, body: { rating: 1 } })).status).toBe(404);
  const guest = await catalog.as("guest");
  expect((await guest.createReview({ params: { id }, body: { rating: 1 } })).status).toBe(403);
  expect((await catalog.public.listReviews({ params: { id } })).status).toBe(404);
});

test.each([
  { rating: 0 },
  { rating: 6 },
  { rating: 4.5 },
  { title: "no rating" },
  { rating: 5, verified: true },
])("a review of %j is refused", async (body) => {
  const customer = await catalog.as("customer");
  const id = await newProduct();
  expect((await customer.createReview({ params: { id }, body: JSON.stringify(body) })).status).toBe(400);
  expect(await ratingOf(id)).toEqual({ average: null, count: 0 });
});
