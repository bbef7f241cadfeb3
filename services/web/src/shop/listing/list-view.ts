/** The list itself: what was chosen, in which order, and the products. Its parts are swapped together. */
import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { attributes, html, type Html, type Part } from "../../parts/html.ts";
import { pager } from "../../parts/list.ts";
import { missing, notice } from "../../parts/notice.ts";
import { grid } from "../../parts/product.ts";
import { words } from "../../words/en.ts";
import { addressOf, choicesOf, withoutChoices, type Place } from "./addresses.ts";
import { filterForm } from "./facets-view.ts";
import type { Filters, ReadQuery } from "./filters.ts";
import { choiceLabel, ignoredText } from "./labels.ts";

const { listing } = words;

export type Sort = keyof typeof listing.sorts;

export type ListShown = {
  readonly place: Place;
  readonly read: ReadQuery;
  /** Undefined: it cannot be had just now. */
  readonly found: ProductPage | undefined;
  /** What it can be sorted by; the first unless stated. */
  readonly sorts: readonly Sort[];
  readonly hasCategories: boolean;
  /** Above the products: what else there is to go to. */
  readonly ways?: Part;
  /** In their place, when there are none. */
  readonly instead: Html;
};

export function listView(shown: ListShown): Html {
  const { place, read, found, ways } = shown;
  const { filters, ignored } = read;
  return html`<div class="listing" data-part="list">
    ${ignored.length > 0 && notice("plain", ignoredText(ignored))} ${ways}
    ${found && filterForm(toForm(shown, found))}
    <section class="results" aria-labelledby="found">
      <h2 id="found">${foundText(found)}</h2>
      ${chosen(place, filters, found)} ${found ? products(shown, found) : missing(listing.missing)}
    </section>
  </div>`;
}

const toForm = ({ place, read: { filters }, hasCategories }: ListShown, { facets }: ProductPage) => ({
  ...place,
  filters,
  facets,
  hasCategories,
});

function products(
  { place, read: { filters, cursor }, sorts, instead }: ListShown,
  { items, next }: ProductPage,
): Part {
  const first = cursor === undefined ? undefined : addressOf(place, filters);
  if (items.length === 0) return html`${instead} ${pager({ first })}`;
  return html`${sorting(place, filters, sorts)} ${grid(items, { level: 3 })}
  ${pager({ first, next: next === null ? undefined : addressOf(place, filters, next) })}`;
}

const foundText = (found: ProductPage | undefined): string =>
  found?.total ? listing.found(found.total.value, found.total.exact) : listing.products;

/** What of a search's categories is called how. */
export const namedIn =
  (found: ProductPage | undefined) =>
  (category: string): string | undefined =>
    found?.facets?.category.find(({ value, slug }) => value === category || slug === category)?.name;

function chosen(place: Place, filters: Filters, found: ProductPage | undefined): Part {
  const choices = choicesOf(filters);
  return (
    choices.length > 0 &&
    html`<ul class="chosen" aria-label="${listing.chosen}">
      ${choices.map((choice) => {
        const label = choiceLabel(choice, filters, place.currency, namedIn(found));
        return html`<li>
          <a href="${addressOf(place, choice.without)}" data-swap="list"
            ><span class="hidden">${listing.drop} </span>${label}<span aria-hidden="true"> ×</span></a
          >
        </li>`;
      })}
      ${choices.length > 1 && html`<li><a class="all" href="${addressOf(place, withoutChoices(filters))}" data-swap="list">${listing.dropAll}</a></li>`}
    </ul>`
  );
}

function sorting(place: Place, filters: Filters, sorts: readonly Sort[]): Html {
  const [own] = sorts;
  const now = filters.sort !== undefined && sorts.includes(filters.sort) ? filters.sort : own;
  return html`<nav class="sorting" aria-label="${listing.sort}">
    <span aria-hidden="true">${listing.sort}</span>
    <ul>
      ${sorts.map((sort) => {
        const href = addressOf(place, { ...filters, sort: sort === own ? undefined : sort });
        const current = sort === now ? "true" : undefined;
        return html`<li><a${attributes({ href, rel: "nofollow", "data-swap": "list", "aria-current": current })}>${listing.sorts[sort]}</a></li>`;
      })}
    </ul>
  </nav>`;
}
