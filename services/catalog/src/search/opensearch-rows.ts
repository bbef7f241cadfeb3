/** Products as they lie in OpenSearch. Words are cut and folded by us, so that both searches understand the same. */
import { nameWordsOf, saidIn, place } from "./postings.ts";
import type { SearchedProduct } from "./searched-product.ts";
import { stemOf } from "./words.ts";

const words = { type: "text", analyzer: "whitespace", index_options: "docs", norms: false } as const;
/** Beginnings of a word are found as fast as a word. */
const startable = { ...words, index_prefixes: { min_chars: 1, max_chars: 12 } } as const;

export const textFields = ["name", "brand", "category", "attribute", "description"] as const;

export const indexDefinition = {
  settings: {
    number_of_shards: 1,
    number_of_replicas: 1,
    auto_expand_replicas: "0-1",
    refresh_interval: "500ms",
    max_result_window: 10_000,
  },
  mappings: {
    dynamic: false,
    properties: {
      name: startable,
      nameEnd: words,
      joined: words,
      brand: startable,
      category: startable,
      attribute: startable,
      description: startable,
      spoken: words,
      nameShare: { type: "float" },
      liked: { type: "float" },
      id: { type: "keyword" },
      skus: { type: "keyword" },
      spelledSkus: { type: "keyword" },
      status: { type: "keyword" },
      brandName: { type: "keyword" },
      categoryPath: { type: "keyword" },
      attributes: { type: "keyword", ignore_above: 8_000 },
      sortName: { type: "keyword" },
      inStock: { type: "boolean" },
      rating: { type: "double" },
      createdAt: { type: "long" },
      lowest: { type: "object", dynamic: true },
    },
  },
} as const;

/** Between an attribute's name and its value. */
export const separator = "\u001f";

export function toIndexed(product: SearchedProduct) {
  const said = [...saidIn(product)];
  const standing = (where: number): string =>
    said
      .filter(([, { places }]) => places & where)
      .map(([stem]) => stem)
      .join(" ");
  const name = nameWordsOf(product);
  return {
    id: product.id,
    name: standing(place.name),
    nameEnd: standing(place.nameEnd),
    joined: name
      .slice(1)
      .map((word, index) => stemOf(`${name[index]}${word}`))
      .join(" "),
    brand: standing(place.brand),
    category: standing(place.category),
    attribute: standing(place.attribute),
    description: standing(place.description),
    spoken: said.map(([, { written }]) => written).join(" "),
    nameShare: 1 / Math.max(1, name.length),
    liked: 1 + product.rating / 100,
    skus: product.skus.map((sku) => sku.toLowerCase()),
    spelledSkus: product.skus,
    status: product.status,
    brandName: product.brand,
    categoryPath: [...new Set(product.categoryPath)],
    attributes: product.attributes.map(([key, value]) => `${key}${separator}${value}`),
    // These two keep the names they had in the layout before, whose index is asked until the next one is filled.
    sortName: product.nameKey,
    rating: product.ratingKey,
    inStock: product.inStock,
    createdAt: product.createdAt,
    lowest: product.lowest,
  };
}
