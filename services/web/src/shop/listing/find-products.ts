/** Products that pass the filters of a page, and what else could be chosen. */
import { isProblem, orProblem } from "@shop/client/refusal";
import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import type { Asks } from "../../asking/asks.ts";
import { orMissing } from "../../asking/missing.ts";
import type { Filters } from "./filters.ts";

/** As many as make whole rows of two, three and four. */
const pageSize = 24;

export type Asked = {
  readonly filters: Filters;
  readonly cursor: string | undefined;
  /** Whose list it is; a search's is in its filters. */
  readonly category?: string | undefined;
};

/**
 * Undefined: it cannot be had just now. `refused`: this cannot be asked; a cursor is of another list, which an address
 * that somebody has put together has.
 */
export async function findProducts(
  { catalog }: Pick<Asks, "catalog">,
  { filters, cursor, category }: Asked,
): Promise<ProductPage | "refused" | undefined> {
  const query = { ...toQuery(filters), limit: pageSize, facets: "true" as const };
  const given = { ...(category !== undefined && { category }), ...(cursor !== undefined && { cursor }) };
  const found = await orMissing(orProblem(catalog.listProducts({ query: { ...query, ...given } })));
  if (!found) return undefined;
  if (!isProblem(found)) return found.body;
  return found.status < 500 && found.status !== 429 ? "refused" : undefined;
}

/** How many there would be; undefined when nobody can say. */
export async function countProducts(
  { catalog }: Pick<Asks, "catalog">,
  { filters, category }: Omit<Asked, "cursor">,
): Promise<number | undefined> {
  const query = { ...toQuery(filters), ...(category !== undefined && { category }), limit: 1 };
  const found = await catalog.listProducts({ query }).catch(() => undefined);
  return found?.body.total?.value;
}

function toQuery({ q, category, brands, attributes, minPrice, maxPrice, inStock, sort }: Filters) {
  // Without a text nothing is more relevant than another.
  const order = sort === "relevance" && q === undefined ? undefined : sort;
  return {
    ...Object.fromEntries(attributes.map(([name, value]) => [`attributes.${name}`, value])),
    q,
    category,
    brand: brands.length > 0 ? [...brands] : undefined,
    minPrice,
    maxPrice,
    inStock: inStock ? ("true" as const) : undefined,
    sort: order,
    count: "true" as const,
  };
}
