/**
 * An index of products in memory: words in postings, all that is filtered and counted in columns. It answers in the
 * time of a walk over what matches. Pure but for what it keeps: one thread owns it.
 */
import { createColumns, type Columns } from "./columns.ts";
import { createFacetCounts } from "./facet-counts.ts";
import { createPage, type Order } from "./page-of.ts";
import { createPostings, nameWordsOf, saidIn } from "./postings.ts";
import { countIn } from "./category-counts.ts";
import type { CountRequest, FacetCount, SearchRequest, SearchResult } from "./product-search.ts";
import { createScoring } from "./relevance.ts";
import type { SearchedProduct } from "./searched-product.ts";
import { createSieve, passed, refused } from "./sieve.ts";
import { createSkus } from "./skus.ts";
import { createTextMatching, type Found } from "./text-matching.ts";
import { createVocabulary } from "./vocabulary.ts";

export type ProductIndex = {
  put(product: SearchedProduct): void;
  remove(id: string): void;
  search(request: SearchRequest): SearchResult;
  countIn(request: CountRequest): FacetCount[];
  /** Of products. */
  readonly size: number;
  /** So many of its slots belong to products that changed or left that it is time to build another. */
  readonly isWasteful: boolean;
};

const fewSlots = 10_000;

export function createProductIndex(): ProductIndex {
  const vocabulary = createVocabulary();
  const postings = createPostings();
  const columns = createColumns();
  const skus = createSkus();
  const scoring = createScoring(postings, columns);
  const matching = createTextMatching({ vocabulary, scoring, skus, columns });
  const slots = new Map<string, { readonly slot: number; readonly text: string }>();

  const putText = (product: SearchedProduct, text: string): number => {
    const slot = columns.ids.length;
    const before = slots.get(product.id);
    if (before) columns.remove(before.slot);
    slots.set(product.id, { slot, text });
    for (const [stem, { written, places }] of saidIn(product))
      postings.add(vocabulary.numberOf(stem, written), slot, places);
    for (const sku of product.skus) skus.add(sku, slot);
    return slot;
  };

  const answer = (request: SearchRequest, found: Found | undefined): SearchResult => {
    const sieve = createSieve(columns, request, { hasFacets: request.withFacets });
    const facets = request.withFacets ? createFacetCounts(columns, request) : undefined;
    const page = createPage(orderOf(columns, request), {
      most: request.limit + 1,
      after: request.after,
      idOf: (slot) => columns.ids[slot] as string,
    });
    let total = 0;
    const look = (slot: number, score: number): void => {
      const refusal = sieve(slot);
      if (refusal === refused.quite) return;
      facets?.add(slot, refusal);
      if (refusal !== passed) return;
      total += 1;
      page.add(slot, score);
    };
    if (found) found.each(look);
    else for (let slot = 0; slot < columns.ids.length; slot += 1) look(slot, 0);

    const entries = page.entries().slice(0, request.limit);
    const last = page.entries().length > request.limit ? entries.at(-1) : undefined;
    return {
      ids: entries.map(({ id }) => id),
      ...(last && { next: { key: last.key, id: last.id } }),
      total: { value: total, exact: true },
      ...(facets && { facets: facets.facets() }),
    };
  };

  const search = (request: SearchRequest): SearchResult => {
    const { text, statuses, currency } = request;
    if (text === undefined) return answer(request, undefined);
    // How words are understood is no matter of the other filters, or facets would speak of other products.
    const all = { statuses, currency, attributes: [], inStockOnly: false } as const;
    const shown = createSieve(columns, all, { hasFacets: false });
    const isShown = (slot: number): boolean => shown(slot) === passed;
    const found = matching.find(text, isShown);
    if (found) return answer(request, found);
    const suggestion = matching.suggest(text, isShown);
    return { ...answer(request, { each: () => undefined }), ...(suggestion !== undefined && { suggestion }) };
  };

  return {
    put: (product) => {
      const { id, name, brand, description, categoryNames, attributes, options, skus: codes } = product;
      const text = fingerprintOf([name, brand, description, categoryNames, attributes, options, codes]);
      const known = slots.get(id);
      const slot = known?.text === text ? known.slot : putText(product, text);
      columns.set(slot, product, nameWordsOf(product).length);
    },
    remove: (id) => {
      const known = slots.get(id);
      if (!known) return;
      columns.remove(known.slot);
      slots.delete(id);
    },
    search,
    countIn: (request) => countIn(columns, request),
    get size() {
      return slots.size;
    },
    get isWasteful() {
      return columns.ids.length > Math.max(fewSlots, 2 * slots.size);
    },
  };
}

function orderOf({ filled, nameKeys, pricesIn }: Columns, { sort, text, currency }: SearchRequest): Order {
  const newest: Order = { direction: -1, keyOf: (slot) => filled.createdAt[slot] as number };
  const priceOf = (slot: number): number => (pricesIn(currency)?.[slot] ?? 1) - 1;
  const orders: Readonly<Record<SearchRequest["sort"], Order>> = {
    relevance: text === undefined ? newest : { direction: -1, keyOf: (_slot, score) => score },
    newest,
    price: { direction: 1, keyOf: priceOf },
    "-price": { direction: -1, keyOf: priceOf },
    rating: { direction: -1, keyOf: (slot) => filled.ratingKey[slot] as number },
    name: { direction: 1, keyOf: (slot) => nameKeys[slot] as string },
  };
  return orders[sort];
}

/** FNV-1a, twice, so that two texts hardly ever share one. */
function fingerprintOf(value: unknown): string {
  const text = JSON.stringify(value);
  let [a, b] = [0x811c9dc5, 0x01234567];
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x01000197);
  }
  return `${a}:${b}`;
}
