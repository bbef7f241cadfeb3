/** What SKUs cost now, and whether they can be bought. */
import type { Quote } from "@shop/contracts/catalog/quotes";
import type { ProductStore } from "../products/product-store.ts";
import type { Sold } from "../products/product.ts";
import { ownNameOf, type Variant } from "../products/variant.ts";
import type { StockStore } from "../stock/stock-store.ts";

export type QuoteDeps = {
  readonly products: Pick<ProductStore, "findBySkus">;
  readonly stock: Pick<StockStore, "availableOf">;
};

/** In the order asked; an unknown SKU is absent. */
export async function quote({ products, stock }: QuoteDeps, skus: readonly string[]): Promise<Quote[]> {
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

const toQuote = (product: Sold, variant: Variant, available: number): Quote => {
  const ownName = ownNameOf(variant);
  return {
    sku: variant.sku,
    productId: product.id,
    name: ownName === null ? product.name : `${product.name}, ${ownName}`,
    image: product.images[0]?.url ?? null,
    price: variant.price,
    available,
    onSale: product.status === "active",
  };
};
