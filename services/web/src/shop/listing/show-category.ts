/** The page of a category. */
import { isProblem, orProblem } from "@shop/client/refusal";
import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { IdOrSlug } from "@shop/contracts/catalog/slugs";
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import { orMissing } from "../../asking/missing.ts";
import { topCategories } from "../../asking/top-categories.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import type { Frame } from "../../parts/frame.ts";
import { addressOf, type Place } from "./addresses.ts";
import { aroundIn, type CategoryAround } from "./category-place.ts";
import { categoryView } from "./category-view.ts";
import { isFiltered, readQuery, type Query, type ReadQuery } from "./filters.ts";
import { findProducts } from "./find-products.ts";
import { goneView } from "./gone-view.ts";
import { dropped, refusedWay, tidied, toPage } from "./show-list.ts";

export type ListingDeps = { readonly frame: Frame };

/** `slug` is also an id, which leads to the slug. One that is not there is a page that leads on. */
export async function showCategory(
  { frame }: ListingDeps,
  asks: Asks,
  { slug, query }: { readonly slug: string; readonly query: Query },
): Promise<WebAnswer> {
  if (!IdOrSlug.safeParse(slug).success) return gone(frame, asks);
  const [currency] = frame.currencies;
  const place: Place = { path: `/c/${slug}`, currency };
  const read = readQuery(query, currency);
  return tidied(place, read) ?? showList(frame, asks, { slug, place, read });
}

type Asked = { readonly slug: string; readonly place: Place; readonly read: ReadQuery };

async function showList(frame: Frame, asks: Asks, { slug, place, read }: Asked): Promise<WebAnswer> {
  const found = await findProducts(asks, { ...read, category: slug });
  if (found === "refused") return refusedWay(place, read);
  const category = (found && aroundIn(found, slug)) ?? (await findCategory(asks, slug));
  if (category === "gone") return gone(frame, asks);
  if (category && category.slug !== slug)
    return { to: addressOf({ ...place, path: `/c/${category.slug}` }, read.filters) };
  const droppable = isInVain(found, read) ? await dropped(asks, { ...read, category: slug }) : [];
  const html = categoryView(frame, { place, read, category, found, droppable });
  return toPage(asks, html, {
    isWhole: category !== undefined && found !== undefined,
    ignored: read.ignored,
  });
}

/** Something was chosen, and nothing has it. */
const isInVain = (found: ProductPage | undefined, { filters }: ReadQuery): boolean =>
  found?.items.length === 0 && isFiltered(filters);

async function findCategory({ catalog }: Asks, id: string): Promise<CategoryAround | "gone" | undefined> {
  const found = await orMissing(orProblem(catalog.getCategory({ params: { id } })));
  if (!found) return undefined;
  if (!isProblem(found)) return found.body;
  return found.status === 404 ? "gone" : undefined;
}

async function gone(frame: Frame, asks: Asks): Promise<WebAnswer> {
  const categories = await topCategories(asks);
  return { html: goneView(frame, categories), status: 404, tags: [...asks.tags(), pagesTag] };
}
