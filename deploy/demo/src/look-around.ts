/** What of the demo a shop has. Each is loaded in order, so the last of it stands for all. */
import { z } from "zod";
import { readPictures, readProductLines, readReviews, toProduct } from "./demo-data.ts";
import type { ShopClient } from "./shop-client.ts";

export type There = { readonly products: boolean; readonly reviews: boolean; readonly pictures: boolean };

const Shown = z.object({ images: z.array(z.object({ url: z.string() })) });
const Page = z.object({ items: z.array(z.unknown()) });

/** Reviews that are not wanted count as there. */
export async function lookAround(shop: ShopClient, token: string, areReviewsWanted: boolean): Promise<There> {
  const last = toProduct((await readProductLines()).at(-1) ?? "").id;
  const product = await shop.call({ method: "GET", path: `/products/${last}`, token, accept: [200, 404] });
  if (product.status === 404) return { products: false, reviews: !areReviewsWanted, pictures: false };
  const wanted = (await readPictures()).filter(({ productId }) => productId === last);
  const { images } = Shown.parse(product.body);
  return {
    products: true,
    reviews: !areReviewsWanted || (await hasReviews(shop, token)),
    pictures: images.length >= wanted.length && images.every(({ url }) => url.endsWith(".webp")),
  };
}

async function hasReviews(shop: ShopClient, token: string): Promise<boolean> {
  const reviewed = (await readReviews()).at(-1)?.productId;
  const path = `/products/${reviewed}/reviews?limit=1`;
  const page = await shop.call({ method: "GET", path, token, accept: [200] });
  return Page.parse(page.body).items.length > 0;
}
