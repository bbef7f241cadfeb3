/** Filters, sorts and facets as OpenSearch is asked for them, and what it answers. */
import { separator } from "./opensearch-rows.ts";
import type { Clause } from "./opensearch-query-rows.ts";
import type { CountRequest, FacetCount, Facets, SearchRequest } from "./product-search.ts";

const most = { brands: 50, categories: 200, attributeNames: 30, values: 50, attributes: 3_000 } as const;

/** What refuses these is in no facet. */
export const toMusts = ({ statuses, currency }: Pick<SearchRequest, "statuses" | "currency">): Clause[] => [
  { terms: { status: [...statuses] } },
  { exists: { field: `lowest.${currency}` } },
];

export const toPlaceMusts = ({ inStockOnly, categoryId }: SearchRequest): Clause[] => [
  ...(inStockOnly ? [{ term: { inStock: true } }] : []),
  ...(categoryId === undefined ? [] : [{ term: { categoryPath: categoryId } }]),
];

type Part = { readonly of: string; readonly clause: Clause };

/** What refuses one of these alone counts in its facet. */
export function toParts({ brands = [], attributes, minPrice, maxPrice, currency }: SearchRequest): Part[] {
  const range = {
    ...(minPrice !== undefined && { gte: minPrice }),
    ...(maxPrice !== undefined && { lte: maxPrice }),
  };
  return [
    ...(brands.length > 0 ? [{ of: "brand", clause: { terms: { brandName: [...brands] } } }] : []),
    ...(Object.keys(range).length > 0
      ? [{ of: "price", clause: { range: { [`lowest.${currency}`]: range } } }]
      : []),
    ...attributes.map(([name, value]) => {
      return {
        of: `attribute${separator}${name}`,
        clause: { term: { attributes: `${name}${separator}${value}` } },
      };
    }),
  ];
}

const byAll = (parts: readonly Part[], without?: string): Clause => ({
  bool: { filter: parts.filter((part) => part.of !== without).map(({ clause }) => clause) },
});

export function toAggregations(request: SearchRequest): Clause {
  const parts = toParts(request);
  const price = `lowest.${request.currency}`;
  const counted = (field: string, size: number, include?: string) => ({
    found: { terms: { field, size, ...(include !== undefined && { include }) } },
  });
  const asked = Object.fromEntries(
    request.attributes.map(([name], index) => {
      const include = `${toPattern(`${name}${separator}`)}.*`;
      const filter = byAll(parts, `attribute${separator}${name}`);
      return [`asked${index}`, { filter, aggs: counted("attributes", most.values, include) }];
    }),
  );
  return {
    brand: { filter: byAll(parts, "brand"), aggs: counted("brandName", most.brands) },
    category: { filter: byAll(parts), aggs: counted("categoryPath", most.categories) },
    attributes: { filter: byAll(parts), aggs: counted("attributes", most.attributes) },
    price: {
      filter: byAll(parts, "price"),
      aggs: { min: { min: { field: price } }, max: { max: { field: price } } },
    },
    ...asked,
  };
}

/** Lucene's regular expressions give more characters a meaning than ours. */
const toPattern = (text: string): string => text.replace(/[.?+*|{}[\]()"\\#@&<>~^$-]/g, "\\$&");

type Terms = {
  readonly found: {
    readonly doc_count_error_upper_bound: number;
    readonly sum_other_doc_count: number;
    readonly buckets: readonly { readonly key: string; readonly doc_count: number }[];
  };
};
type Bound = { readonly value: number | null };
export type Aggregations = Readonly<Record<string, unknown>> & {
  readonly brand: Terms;
  readonly category: Terms;
  readonly attributes: Terms;
  readonly price: { readonly min: Bound; readonly max: Bound };
};

const toCounts = ({ found }: Terms): FacetCount[] =>
  found.buckets.map(({ key, doc_count: count }) => ({ value: key, count }));

export function toFacets(found: Aggregations, request: SearchRequest): Facets {
  const byName = new Map<string, FacetCount[]>();
  for (const { value: text, count } of toCounts(found.attributes)) {
    const [name = "", value = ""] = text.split(separator);
    byName.set(name, [...(byName.get(name) ?? []), { value, count }]);
  }
  request.attributes.forEach(([name], index) => {
    const counts = toCounts(found[`asked${index}`] as Terms);
    byName.set(
      name,
      counts.map(({ value, count }) => ({ value: value.slice(name.length + 1), count })),
    );
  });
  const named = [...byName]
    .filter(([, counts]) => counts.length > 0)
    .map(([name, counts]) => ({ name, counts, total: counts.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((a, b) => b.total - a.total)
    .slice(0, most.attributeNames)
    .map(({ name, counts }) => [name, counts.slice(0, most.values)] as const);
  const { min, max } = found.price;
  const all = [found.brand, found.category, found.attributes];
  return {
    brand: toCounts(found.brand),
    category: toCounts(found.category),
    attributes: Object.fromEntries(named),
    price: min.value === null || max.value === null ? null : { min: min.value, max: max.value },
    exact:
      all.every((terms) => terms.found.doc_count_error_upper_bound === 0) &&
      found.attributes.found.sum_other_doc_count === 0,
  };
}

export const toCountBody = (request: CountRequest): Clause => ({
  size: 0,
  query: { bool: { filter: toMusts(request) } },
  aggs: {
    category: {
      filter: { match_all: {} },
      aggs: {
        found: {
          terms: {
            field: "categoryPath",
            size: Math.max(1, request.categoryIds.length),
            include: [...request.categoryIds],
          },
        },
      },
    },
  },
});

export const toCountsIn = ({ category }: Pick<Aggregations, "category">): FacetCount[] => toCounts(category);

export function toSort({ sort, text, currency }: SearchRequest): Clause[] {
  const newest = [{ createdAt: "desc" }, { id: "desc" }];
  const sorts: Readonly<Record<SearchRequest["sort"], Clause[]>> = {
    relevance: text === undefined ? newest : [{ _score: "desc" }, { id: "desc" }],
    newest,
    price: [{ [`lowest.${currency}`]: { order: "asc", unmapped_type: "long" } }, { id: "asc" }],
    "-price": [{ [`lowest.${currency}`]: { order: "desc", unmapped_type: "long" } }, { id: "desc" }],
    rating: [{ rating: "desc" }, { id: "desc" }],
    name: [{ sortName: "asc" }, { id: "asc" }],
  };
  return sorts[sort];
}
