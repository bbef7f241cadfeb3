/** Fills a shop with the demo data, as its admin and through its public API. What is there already is left as it is. */
import { z } from "zod";
import { readCategories, readProductLines, readReviews, type DemoReview } from "./demo-data.ts";
import { addPictures } from "./add-pictures.ts";
import { importProducts } from "./import-products.ts";
import { lookAround, type There } from "./look-around.ts";
import type { ShopClient } from "./shop-client.ts";

type Account = { readonly email: string; readonly password: string };

export type LoadOptions = {
  readonly admin: Account;
  /** Of the accounts that reviews are written by; absent: there are none. */
  readonly reviewerPassword: string | undefined;
};

type Goods = {
  readonly lines: readonly string[];
  readonly reviewerPassword: string | undefined;
  readonly there: There;
};

const Session = z.object({ accessToken: z.string() });
const CategoryPage = z.object({
  items: z.array(z.object({ id: z.string(), slug: z.string() })),
  next: z.string().nullable(),
});

/**
 * Says what was done, a line at a time: first when all can be bought, then when all can be seen, which takes longer.
 * Throws when an account may not sign in, or the shop refuses something.
 */
export async function loadShop(
  shop: ShopClient,
  { admin, reviewerPassword }: LoadOptions,
  say: (line: string) => void,
): Promise<void> {
  const lines = await readProductLines();
  const token = await signIn(shop, admin);
  if (token === undefined) {
    throw new Error(
      "The admin may not sign in: ADMIN_EMAIL and ADMIN_PASSWORD must be those of the user service",
    );
  }
  const there = await lookAround(shop, token, reviewerPassword !== undefined);
  if (there.products && there.reviews && there.pictures) {
    say("The demo shop is there already");
    return;
  }
  const isBuyable = there.products && there.reviews;
  say(
    isBuyable
      ? "The demo shop is there but for its pictures"
      : await addGoods(shop, token, { lines, reviewerPassword, there }),
  );
  const pictures = there.pictures ? 0 : await addPictures(shop, token, lines);
  if (pictures > 0) say(`${pictures} pictures of the demo shop loaded`);
}

async function addGoods(
  shop: ShopClient,
  token: string,
  { lines, reviewerPassword, there }: Goods,
): Promise<string> {
  const categories = await addCategories(shop, token);
  // Again, it would take their pictures away.
  const { created, updated } = there.products
    ? { created: 0, updated: 0 }
    : await importProducts(shop, token, lines);
  const reviewed =
    reviewerPassword === undefined ? 0 : await addReviews(shop, await readReviews(), reviewerPassword);
  return (
    `Demo shop loaded: ${categories} categories added, ` +
    `${created} products created, ${updated} updated, ${reviewed} reviews added`
  );
}

async function signIn(shop: ShopClient, body: Account): Promise<string | undefined> {
  const reply = await shop.call({ method: "POST", path: "/auth/login", body, accept: [200, 401] });
  return reply.status === 200 ? Session.parse(reply.body).accessToken : undefined;
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
