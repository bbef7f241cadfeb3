/** What of the demo a shop has. Each is loaded in order, so the last of it stands for all. */
import { readPictures, readProductLines, readReviews, toProduct } from "./demo-data.ts";
import { unless, type Catalog } from "./shop-client.ts";

export type There = { readonly products: boolean; readonly reviews: boolean; readonly pictures: boolean };

/** Reviews that are not wanted count as there. */
export async function lookAround(catalog: Catalog, areReviewsWanted: boolean): Promise<There> {
  const { id = "" } = toProduct((await readProductLines()).at(-1) ?? "");
  const product = await unless(404, catalog.getProduct({ params: { id } }));
  if (!product) return { products: false, reviews: !areReviewsWanted, pictures: false };
  const wanted = (await readPictures()).filter(({ productId }) => productId === id);
  const { images } = product.body;
  return {
    products: true,
    reviews: !areReviewsWanted || (await hasReviews(catalog)),
    pictures: images.length >= wanted.length && images.every(({ url }) => url.endsWith(".webp")),
  };
}

async function hasReviews(catalog: Catalog): Promise<boolean> {
  const id = (await readReviews()).at(-1)?.productId ?? "";
  const { body } = await catalog.listReviews({ params: { id }, query: { limit: 1 } });
  return body.items.length > 0;
}
