/** What SKUs cost now, and whether they can be bought. */
import type { Quote } from "@shop/contracts/catalog/quotes";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Money } from "@shop/contracts/language/values";
import { pickCurrency, priceIn } from "../products/prices.ts";
import type { ProductStore } from "../products/product-store.ts";
import type { Sold } from "../products/product.ts";
import { fullNamesOf, type Variant } from "../products/variant.ts";
import type { StockStore } from "../stock/stock-store.ts";

export type QuoteDeps = {
  readonly products: Pick<ProductStore, "findBySkus">;
  readonly stock: Pick<StockStore, "availableOf">;
  readonly currencies: ShopCurrencies;
};

export type QuoteRequest = { readonly skus: readonly string[]; readonly currency?: string | undefined };

/** In the order asked; an unknown SKU is absent. Throws `request.invalid` for a currency that the shop does not sell in. */
export async function quote(
  { products, stock, currencies }: QuoteDeps,
  { skus, currency: asked }: QuoteRequest,
): Promise<Quote[]> {
  const currency = pickCurrency(currencies, asked, "currency");
  const [found, available] = await Promise.all([products.findBySkus(skus), stock.availableOf(skus)]);
  const quotes = new Map(
    found.flatMap((product) => {
      const names = fullNamesOf(product.name, product.variants);
      return product.variants.map((variant, place) => {
        const name = names[place] ?? product.name;
        return [variant.sku, toQuote(product, variant, name, priceIn(variant, currency), available)] as const;
      });
    }),
  );
  return [...new Set(skus)].flatMap((sku) => quotes.get(sku) ?? []);
}

const toQuote = (
  product: Sold,
  variant: Variant,
  name: string,
  price: Money | null,
  available: ReadonlyMap<string, number>,
): Quote => ({
  sku: variant.sku,
  productId: product.id,
  name,
  image: product.images[0]?.url ?? null,
  price,
  available: available.get(variant.sku) ?? 0,
  onSale: product.status === "active" && price !== null,
  taxCategory: product.taxCategory,
  ...(variant.weightGrams !== null && { weightGrams: variant.weightGrams }),
});
