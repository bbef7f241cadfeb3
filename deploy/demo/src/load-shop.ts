/** Fills a shop with the demo data, as its admin and through its public API. What is there already is left as it is. */
import { ImportReport } from "@shop/contracts/catalog/imports";
import { z } from "zod";
import { readCategories, readProductLines, readReviews, toProduct, type DemoReview } from "./demo-data.ts";
import type { ShopClient } from "./shop-client.ts";

type Account = { readonly email: string; readonly password: string };

export type LoadOptions = {
  readonly admin: Account;
  /** Of the accounts that reviews are written by; absent: there are none. */
  readonly reviewerPassword: string | undefined;
};

const Session = z.object({ accessToken: z.string() });
const CategoryPage = z.object({
  items: z.array(z.object({ id: z.string(), slug: z.string() })),
  next: z.string().nullable(),
});
const Page = z.object({ items: z.array(z.unknown()) });

/** Answers one line that says what was done. */
export async function loadShop(shop: ShopClient, { admin, reviewerPassword }: LoadOptions): Promise<string> {
  const lines = await readProductLines();
  const reviews = await readReviews();
  const token = await signIn(shop, admin);
  if (token === undefined) {
    throw new Error(
      "The admin may not sign in: ADMIN_EMAIL and ADMIN_PASSWORD must be those of the user service",
    );
  }
  const areReviewsWanted = reviewerPassword !== undefined;
  if (await isLoaded(shop, token, { lines, reviews, areReviewsWanted }))
    return "The demo shop is there already";

  const categories = await addCategories(shop, token);
  const { created, updated } = await importProducts(shop, token, lines);
  const reviewed = areReviewsWanted ? await addReviews(shop, reviews, reviewerPassword) : 0;
  return (
    `Demo shop loaded: ${categories} categories added, ` +
    `${created} products created, ${updated} updated, ${reviewed} reviews added`
  );
}

async function signIn(shop: ShopClient, body: Account): Promise<string | undefined> {
  const reply = await shop.call({ method: "POST", path: "/auth/login", body, accept: [200, 401] });
  return reply.status === 200 ? Session.parse(reply.body).accessToken : undefined;
}

/** Everything is loaded in order, so the last product and the last review stand for all. */
async function isLoaded(
  shop: ShopClient,
  token: string,
  {
    lines,
    reviews,
    areReviewsWanted,
  }: { lines: readonly string[]; reviews: readonly DemoReview[]; areReviewsWanted: boolean },
): Promise<boolean> {
  const last = toProduct(lines.at(-1) ?? "").id;
  const product = await shop.call({ method: "GET", path: `/products/${last}`, token, accept: [200, 404] });
  if (product.status === 404 || !areReviewsWanted) return product.status === 200;
  const reviewed = reviews.at(-1)?.productId;
  const page = await shop.call({
    method: "GET",
    path: `/products/${reviewed}/reviews?limit=1`,
    token,
    accept: [200],
  });
  return Page.parse(page.body).items.length > 0;
}

async function addCategories(shop: ShopClient, token: string): Promise<number> {
  const ids = await categoryIds(shop, token);
  let added = 0;
  for (const [position, { slug, name, parent }] of (await readCategories()).entries()) {
    if (ids.has(slug)) continue;
    const parentId = parent === null ? null : ids.get(parent);
    const body = { slug, name, parentId, position };
    const reply = await shop.call({ method: "POST", path: "/categories", token, body, accept: [201] });
    ids.set(slug, z.object({ id: z.string() }).parse(reply.body).id);
    added += 1;
  }
  return added;
}

async function categoryIds(shop: ShopClient, token: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let next: string | null = ""; next !== null;) {
    const cursor: string = next === "" ? "" : `&cursor=${encodeURIComponent(next)}`;
    const reply = await shop.call({
      method: "GET",
      path: `/categories?limit=100${cursor}`,
      token,
      accept: [200],
    });
    const page = CategoryPage.parse(reply.body);
    for (const { id, slug } of page.items) ids.set(slug, id);
    next = page.next;
  }
  return ids;
}

async function importProducts(
  shop: ShopClient,
  token: string,
  lines: readonly string[],
): Promise<ImportReport> {
  const reply = await shop.call({ method: "POST", path: "/products/import", token, lines, accept: [200] });
  const report = ImportReport.parse(reply.body);
  if (report.failed > 0)
    throw new Error(`${report.failed} products were refused: ${JSON.stringify(report.errors)}`);
  return report;
}

async function addReviews(
  shop: ShopClient,
  reviews: readonly DemoReview[],
  password: string,
): Promise<number> {
  const tokens = new Map<string, string>();
  for (const email of new Set(reviews.map(({ reviewer }) => reviewer))) {
    const token = await signIn(shop, { email, password });
    if (token === undefined)
      throw new Error(
        `${email} may not sign in: the user service has the demo's reviewers unless it runs in production; then load with NODE_ENV=production`,
      );
    tokens.set(email, token);
  }
  let added = 0;
  for (const { productId, reviewer, ...body } of reviews) {
    const token = tokens.get(reviewer) ?? "";
    const path = `/products/${productId}/reviews`;
    const { status } = await shop.call({ method: "POST", path, token, body, accept: [201, 409] });
    if (status === 201) added += 1;
  }
  return added;
}
