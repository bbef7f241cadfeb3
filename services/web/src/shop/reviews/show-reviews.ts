/** All that customers say of a product. */
import { isProblem, orProblem } from "@shop/client/refusal";
import type { Product } from "@shop/contracts/catalog/products";
import type { Review } from "@shop/contracts/catalog/reviews";
import { IdOrSlug } from "@shop/contracts/catalog/slugs";
import type { Page as List } from "@shop/contracts/language/page";
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import { incomplete, orMissing } from "../../asking/missing.ts";
import { topCategories } from "../../asking/top-categories.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { productGoneView, reviewsView } from "./view.ts";

export type ReviewsDeps = { readonly frame: Frame };

const pageSize = 20;
const cursorFormat = /^[A-Za-z0-9_-]{1,2000}$/;

/** `slug` is also an id, which leads to the slug. A cursor of another list leads to the first page. */
export async function showReviews(
  { frame }: ReviewsDeps,
  asks: Asks,
  { slug, cursors = [] }: { readonly slug: string; readonly cursors: readonly string[] | undefined },
): Promise<WebAnswer> {
  if (!IdOrSlug.safeParse(slug).success) return productGone(frame, asks);
  const [cursor] = cursors;
  const isCursor = cursors.every((each) => cursorFormat.test(each)) && cursors.length < 2;
  return isCursor ? showList(frame, asks, { slug, cursor }) : { to: pathOf(slug) };
}

const pathOf = (slug: string): string => `/p/${slug}/reviews`;

type Asked = { readonly slug: string; readonly cursor: string | undefined };

async function showList(frame: Frame, asks: Asks, { slug, cursor }: Asked): Promise<WebAnswer> {
  const path = pathOf(slug);
  const [product, reviews] = await Promise.all([findProduct(asks, slug), listReviews(asks, slug, cursor)]);
  if (product === "gone") return productGone(frame, asks);
  if (product && product.slug !== slug) return { to: pathOf(product.slug) };
  if (reviews === "refused") return cursor === undefined ? productGone(frame, asks) : { to: path };
  const html = reviewsView(frame, { path, product, reviews, isFirst: cursor === undefined });
  const tags = [...asks.tags(), pagesTag];
  return product && reviews ? { html, tags, keptS: asks.keptS() } : { html, tags, ...incomplete };
}

/** By id or slug; undefined when it cannot be had just now. */
export async function findProduct({ catalog }: Asks, id: string): Promise<Product | "gone" | undefined> {
  const found = await orMissing(orProblem(catalog.getProduct({ params: { id } })));
  if (!found) return undefined;
  if (!isProblem(found)) return found.body;
  return found.status === 404 ? "gone" : undefined;
}

async function listReviews(
  { catalog }: Asks,
  id: string,
  cursor: string | undefined,
): Promise<List<Review> | "refused" | undefined> {
  const query = { limit: pageSize, cursor };
  const found = await orMissing(orProblem(catalog.listReviews({ params: { id }, query })));
  if (!found) return undefined;
  if (!isProblem(found)) return found.body;
  return found.status < 500 && found.status !== 429 ? "refused" : undefined;
}

export async function productGone(frame: Frame, asks: Asks): Promise<WebAnswer> {
  const categories = await topCategories(asks);
  const html = productGoneView(frame, categories ?? []);
  return { html, status: 404, tags: [...asks.tags(), pagesTag] };
}
