/** A product as the world sees it. */
import type { ProductItem } from "@shop/contracts/catalog/product-lists";
import type { Product as PublicProduct } from "@shop/contracts/catalog/products";
import { categoryTag, productTag } from "@shop/contracts/catalog/tags";
import { amountIn, priceIn } from "./prices.ts";
import type { Listed, Product } from "./product.ts";
import { ownNameOf } from "./variant.ts";

/** With its prices in `currency`. */
export const toPublicProduct = (product: Product, currency: string): PublicProduct => ({
  id: product.id,
  slug: product.slug,
  name: product.name,
  description: product.description,
  brand: product.brand,
  categories: [...product.categories],
  attributes: { ...product.attributes },
  options: product.options.map(({ name, values }) => ({ name, values })),
  variants: product.variants.map((variant) => ({
    sku: variant.sku,
    name: ownNameOf(variant) ?? product.name,
    options: { ...variant.options },
    price: priceIn(variant, currency),
    ...(variant.prices.length > 0 && { prices: [...variant.prices] }),
    ...(variant.weightGrams !== null && { weightGrams: variant.weightGrams }),
    inStock: variant.inStock,
  })),
  price: amountIn(product.lowest, currency),
  images: [...product.images],
  rating: toRating(product),
  reviews: [...product.reviews],
  status: product.status,
  taxCategory: product.taxCategory,
  version: product.version,
  createdAt: product.createdAt.toISOString(),
  updatedAt: product.updatedAt.toISOString(),
});

/** With its prices in `currency`; null: it is not sold in it. */
export function toItem(product: Listed, currency: string): ProductItem | null {
  const price = amountIn(product.lowest, currency);
  const highestPrice = amountIn(product.highest, currency);
  return (
    price && {
      id: product.id,
      slug: product.slug,
      name: product.name,
      brand: product.brand,
      price,
      ...(highestPrice && { highestPrice }),
      image: product.images[0]?.url ?? null,
      rating: toRating(product),
      inStock: product.inStock,
    }
  );
}

/** What a cached page of the product is purged by: the product changes, or a category it names. */
export const pageTagsOf = ({ id, categories }: Product): string[] => [
  productTag(id),
  ...categories.map((category) => categoryTag(category.id)),
];

/** To two decimals; null before the first. */
const toRating = ({ rating: { sum, count } }: Pick<Product, "rating">) => ({
  average: count === 0 ? null : Math.round((sum / count) * 100) / 100,
  count,
});
