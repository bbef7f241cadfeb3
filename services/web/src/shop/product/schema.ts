/** What programs read of a product (schema.org). Pure. */
import type { Product } from "@shop/contracts/catalog/products";
import type { Money } from "@shop/contracts/language/values";
import { decimalOf } from "@shop/contracts/language/money-text";
import type { Frame } from "../../parts/frame.ts";
import { canBuy } from "./variants.ts";

const longest = 1_000;

export function productData({ shopUrl }: Pick<Frame, "shopUrl">, product: Product): object {
  const { name, slug, brand, images, rating, description, variants } = product;
  return {
    "@context": "https://schema.org",
    "@type": "Product",
    name,
    url: `${shopUrl}/p/${slug}`,
    ...(description !== "" && { description: description.slice(0, longest).toWellFormed() }),
    ...(brand !== null && { brand: { "@type": "Brand", name: brand } }),
    ...(images.length > 0 && { image: images.slice(0, 5).map(({ url }) => `${shopUrl}${url}?w=1280`) }),
    ...(variants.length === 1 && { sku: variants[0]?.sku }),
    ...offersOf(product),
    ...(rating.average !== null && {
      aggregateRating: { "@type": "AggregateRating", ratingValue: rating.average, reviewCount: rating.count },
    }),
  };
}

function offersOf({ variants }: Product): object {
  const prices = variants.flatMap(({ price }) => (price ? [price] : []));
  const [low, high] = [pick(prices, Math.min), pick(prices, Math.max)];
  if (!low || !high) return {};
  const word = variants.some(canBuy) ? "InStock" : "OutOfStock";
  const shared = { priceCurrency: low.currency, availability: `https://schema.org/${word}` };
  const offers =
    low.amount === high.amount
      ? { "@type": "Offer", ...shared, price: decimalOf(low) }
      : {
          "@type": "AggregateOffer",
          ...shared,
          lowPrice: decimalOf(low),
          highPrice: decimalOf(high),
          offerCount: prices.length,
        };
  return { offers };
}

const pick = (prices: readonly Money[], which: (...amounts: number[]) => number): Money | undefined => {
  const amount = which(...prices.map((price) => price.amount));
  return prices.find((price) => price.amount === amount);
};
