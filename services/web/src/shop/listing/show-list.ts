/** What the pages with a list have in common. */
import { pagesTag } from "@shop/contracts/web/tags";
import type { Asks } from "../../asking/asks.ts";
import { incomplete } from "../../asking/missing.ts";
import type { Page, WebAnswer } from "../../parts/answer.ts";
import type { Html } from "../../parts/html.ts";
import { addressOf, choicesOf, type Place } from "./addresses.ts";
import type { Droppable } from "./empty-view.ts";
import { isFiltered, noFilters, type Filters, type ReadQuery } from "./filters.ts";
import { countProducts } from "./find-products.ts";

/** Fields that a form has sent empty are not part of an address that one shares; undefined when there are none. */
export const tidied = (
  place: Place,
  { filters, cursor, ignored, isUntidy }: ReadQuery,
): WebAnswer | undefined =>
  isUntidy && ignored.length === 0 ? { to: addressOf(place, filters, cursor) } : undefined;

/** Where an address leads that the catalog does not take: to the first page of the same list, else to the list itself. */
export const refusedWay = (place: Place, { filters, cursor }: ReadQuery): WebAnswer => ({
  to: addressOf(place, cursor === undefined ? { ...noFilters, q: filters.q } : filters),
});

/** `isWhole`: nothing of it is missing. What an address says that nobody understands is kept for nobody. */
export function toPage(
  asks: Pick<Asks, "tags" | "keptS">,
  html: Html,
  { isWhole, ignored }: { readonly isWhole: boolean } & Pick<ReadQuery, "ignored">,
): Page {
  const tags = [...asks.tags(), pagesTag];
  return isWhole
    ? { html, tags, keptS: ignored.length > 0 ? 0 : asks.keptS() }
    : { html, tags, ...incomplete };
}

/** The list as it is when nobody has chosen anything: what a search engine is to know. */
export const isPlain = ({ filters, cursor, ignored }: ReadQuery): boolean =>
  !isFiltered(filters) && filters.sort === undefined && cursor === undefined && ignored.length === 0;

/** More questions than this are not worth an empty page. */
const mostAsked = 6;

/** How many there would be without each thing that was chosen; that which changes nothing is not among them. */
export async function dropped(
  asks: Pick<Asks, "catalog">,
  { filters, category }: { readonly filters: Filters; readonly category?: string },
): Promise<Droppable[]> {
  const droppable = await Promise.all(
    choicesOf(filters)
      .slice(0, mostAsked)
      .map(async (choice) => ({
        choice,
        products: await countProducts(asks, {
          filters: choice.without,
          ...(category !== undefined && { category }),
        }),
      })),
  );
  return droppable.filter(({ products }) => products !== 0);
}
