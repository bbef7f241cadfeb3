import type { Quote } from "@shop/contracts/catalog/quotes";
import type { ProductDeps } from "./deps.ts";
import { toQuote } from "./view.ts";

/** In the order asked; an unknown SKU is absent. */
export async function quote(
  { products, stock }: Pick<ProductDeps, "products" | "stock">,
  skus: readonly string[],
): Promise<Quote[]> {
  const [found, available] = await Promise.all([products.findBySkus(skus), stock.availableOf(skus)]);
  const quotes = new Map(
    found.flatMap((product) =>
      product.variants.map(
        (variant) => [variant.sku, toQuote(product, variant, available.get(variant.sku) ?? 0)] as const,
      ),
    ),
  );
  return [...new Set(skus)].flatMap((sku) => quotes.get(sku) ?? []);
}
