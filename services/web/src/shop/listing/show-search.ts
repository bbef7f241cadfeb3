/** What a text finds. */
import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import type { Asks } from "../../asking/asks.ts";
import { topCategories } from "../../asking/top-categories.ts";
import type { CategoryWay } from "../../parts/category.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { addressOf, withoutChoices, type Place } from "./addresses.ts";
import { isFiltered, noFilters, readQuery, type Filters, type Query, type ReadQuery } from "./filters.ts";
import { findProducts } from "./find-products.ts";
import { toWays } from "./gone-view.ts";
import { searchView, type Instead } from "./search-view.ts";
import type { ListingDeps } from "./show-category.ts";
import { dropped, refusedWay, tidied, toPage } from "./show-list.ts";

/** Without a text it asks for one. */
export async function showSearch(
  { frame }: ListingDeps,
  asks: Asks,
  { query }: { readonly query: Query },
): Promise<WebAnswer> {
  const [currency] = frame.currencies;
  const place: Place = { path: "/search", currency };
  const read = readQuery(query, currency);
  const tidy = tidied(place, read);
  if (tidy) return tidy;
  const { filters, ignored } = read;
  if (filters.q === undefined) return ask(frame, asks, { place, read });
  const found = await findProducts(asks, read);
  if (found === "refused") return refusedWay(place, read);
  const instead = found?.items.length === 0 ? await insteadOf(asks, { place, filters, found }) : undefined;
  const html = searchView(frame, { place, read, found, instead });
  return toPage(asks, html, { isWhole: found !== undefined, ignored });
}

async function ask(
  frame: ListingDeps["frame"],
  asks: Asks,
  { place, read }: { readonly place: Place; readonly read: ReadQuery },
): Promise<WebAnswer> {
  const nearby = toWays((await topCategories(asks)) ?? []);
  const html = searchView(frame, { place, read, found: undefined, instead: { droppable: [], nearby } });
  return toPage(asks, html, { isWhole: true, ignored: read.ignored });
}

type Empty = { readonly place: Place; readonly filters: Filters; readonly found: ProductPage };

/** What to drop of what was chosen, and where something of the kind is: by the text alone, else by what it may have meant. */
async function insteadOf(asks: Asks, { place, filters, found }: Empty): Promise<Instead> {
  const q = isFiltered(filters) ? filters.q : found.suggestion;
  const [droppable, near] = await Promise.all([
    dropped(asks, { filters }),
    q === undefined
      ? undefined
      : findProducts(asks, { filters: { ...withoutChoices(filters), q }, cursor: undefined }),
  ]);
  const page = near === "refused" ? undefined : near;
  const suggestion = found.suggestion ?? page?.suggestion;
  const ways = waysIn(page, { ...place, q });
  const nearby = ways.length > 0 ? ways : toWays((await topCategories(asks)) ?? []);
  return { droppable, nearby, suggestion };
}

const mostWays = 8;

function waysIn(
  page: ProductPage | undefined,
  { q, ...place }: Place & { readonly q: string | undefined },
): CategoryWay[] {
  const categories = page?.facets?.category ?? [];
  return categories.slice(0, mostWays).map(({ name, slug, count: products }) => {
    const filters = { ...noFilters, q, category: slug };
    return { name, href: addressOf(place, filters), products };
  });
}
