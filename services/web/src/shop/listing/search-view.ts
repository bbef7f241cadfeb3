import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { categoryWays, type CategoryWay } from "../../parts/category.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { empty, notice } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { addressOf, type Place } from "./addresses.ts";
import { dropAll, nothingFits, type Droppable } from "./empty-view.ts";
import { isFiltered, noFilters, type ReadQuery } from "./filters.ts";
import { ignoredText } from "./labels.ts";
import { listView, namedIn, type Sort } from "./list-view.ts";

const { searching } = words;

const sorts: readonly Sort[] = ["relevance", "newest", "rating", "price", "-price", "name"];

/** What is shown where nothing was found. */
export type Instead = {
  readonly droppable: readonly Droppable[];
  readonly nearby: readonly CategoryWay[];
  readonly suggestion?: string | undefined;
};

export type SearchShown = {
  readonly place: Place;
  readonly read: ReadQuery;
  /** Undefined: it cannot be had just now, or there is no text to look for. */
  readonly found: ProductPage | undefined;
  readonly instead: Instead | undefined;
};

export function searchView(frame: Frame, { place, read, found, instead }: SearchShown): Html {
  const { q } = read.filters;
  if (q === undefined) return askView(frame, { read, nearby: instead?.nearby ?? [] });
  const title = searching.results(q);
  return layout(frame, {
    title,
    q,
    main: html`<h1>${title}</h1>
      ${listView({
        place,
        read,
        found,
        sorts,
        hasCategories: true,
        instead: html`${nothing(place, read, { found, instead })} ${nearby(instead?.nearby ?? [])}`,
      })}`,
  });
}

function nothing(
  place: Place,
  { filters }: ReadQuery,
  { found, instead }: Pick<SearchShown, "found" | "instead">,
): Html {
  const { droppable = [], suggestion } = instead ?? {};
  const meant: Part = suggestion !== undefined && meantWay(place, suggestion);
  if (droppable.length > 0)
    return html`${meant} ${nothingFits({ place, filters, droppable, named: namedIn(found) })}`;
  const way = html`${meant} ${isFiltered(filters) && dropAll(place, filters)}`;
  return empty(searching.noneTitle(filters.q ?? ""), searching.none, way);
}

const meantWay = (place: Place, q: string): Html =>
  html`<p class="meant">${searching.meant} <a href="${addressOf(place, { ...noFilters, q })}">${q}</a>?</p>`;

const nearby = (ways: readonly CategoryWay[]): Part =>
  ways.length > 0 &&
  html`<p>${searching.nearby}</p>
    ${categoryWays(words.listing.categories, ways)}`;

const askView = (
  frame: Frame,
  { read, nearby: ways }: { readonly read: ReadQuery; readonly nearby: readonly CategoryWay[] },
): Html =>
  layout(frame, {
    title: searching.title,
    main: html`<h1>${searching.askTitle}</h1>
      ${read.ignored.length > 0 && notice("plain", ignoredText(read.ignored))}
      <p>${searching.ask}</p>
      ${categoryWays(words.listing.categories, ways)}`,
  });
