/** Fills a shop with the demo data, as its admin and through its public API. What is there already is left as it is. */
import { each } from "@shop/client/pages";
import { readCategories, readProductLines, readReviews, type DemoReview } from "./demo-data.ts";
import { addPictures } from "./add-pictures.ts";
import { importProducts } from "./import-products.ts";
import { lookAround, type There } from "./look-around.ts";
import { insist, unless, type Account, type Catalog, type ShopClient } from "./shop-client.ts";

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
  const catalog = await shop.signIn(admin);
  if (catalog === undefined) {
    throw new Error(
      "The admin may not sign in: ADMIN_EMAIL and ADMIN_PASSWORD must be those of the user service",
    );
  }
  const there = await lookAround(catalog, reviewerPassword !== undefined);
  if (there.products && there.reviews && there.pictures) {
    say("The demo shop is there already");
    return;
  }
  const isBuyable = there.products && there.reviews;
  say(
    isBuyable
      ? "The demo shop is there but for its pictures"
      : await addGoods(shop, catalog, { lines, reviewerPassword, there }),
  );
  const pictures = there.pictures ? 0 : await addPictures(catalog, lines);
  if (pictures > 0) say(`${pictures} pictures of the demo shop loaded`);
}

async function addGoods(
  shop: ShopClient,
  catalog: Catalog,
  { lines, reviewerPassword, there }: Goods,
): Promise<string> {
  const categories = await addCategories(catalog);
  // Again, it would take their pictures away.
  const { created, updated } = there.products
    ? { created: 0, updated: 0 }
    : await importProducts(catalog, lines);
  const reviewed =
    reviewerPassword === undefined ? 0 : await addReviews(shop, await readReviews(), reviewerPassword);
  return (
    `Demo shop loaded: ${categories} categories added, ` +
    `${created} products created, ${updated} updated, ${reviewed} reviews added`
  );
}

async function addCategories(catalog: Catalog): Promise<number> {
  const there = await Array.fromAsync(each(catalog.listCategories, { query: { limit: 100 } }));
  const ids = new Map(there.map(({ slug, id }) => [slug, id]));
  let added = 0;
  for (const [position, { slug, name, parent }] of (await readCategories()).entries()) {
    if (ids.has(slug)) continue;
    const parentId = parent === null ? null : ids.get(parent);
    const body = { slug, name, parentId, position };
    const made = await insist(() => catalog.createCategory({ body }));
    ids.set(slug, made.body.id);
    added += 1;
  }
  return added;
}

async function addReviews(
  shop: ShopClient,
  reviews: readonly DemoReview[],
  password: string,
): Promise<number> {
  const reviewers = new Map<string, Catalog>();
  for (const email of new Set(reviews.map(({ reviewer }) => reviewer))) {
    const catalog = await shop.signIn({ email, password });
    if (catalog === undefined)
      throw new Error(
        `${email} may not sign in: the user service has the demo's reviewers unless it runs in production; then load with NODE_ENV=production`,
      );
    reviewers.set(email, catalog);
  }
  let added = 0;
  for (const { productId: id, reviewer, ...body } of reviews) {
    const review = () => reviewers.get(reviewer)!.createReview({ params: { id }, body });
    if (await unless(409, insist(review))) added += 1;
  }
  return added;
}
