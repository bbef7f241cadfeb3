/**
 * Uploads each picture once, to the first product that shows it, and then says in one import what every product shows:
 * requests for each product would use up the admin's allowance.
 */
import { z } from "zod";
import { readPictureFile, readPictures, toProduct, type DemoPicture } from "./demo-data.ts";
import { importProducts } from "./import-products.ts";
import type { ShopClient } from "./shop-client.ts";

const Uploaded = z.object({ url: z.string() });

/** Answers how many there are. Uploading them again leads to the same addresses. */
export async function addPictures(
  shop: ShopClient,
  token: string,
  lines: readonly string[],
): Promise<number> {
  const pictures = await readPictures();
  const urls = new Map<string, string>();
  for (const picture of pictures)
    if (!urls.has(picture.file)) urls.set(picture.file, await upload(shop, token, picture));
  const shown = Map.groupBy(pictures, ({ productId }) => productId);
  const withPictures = lines.map((line) => {
    const images = (shown.get(toProduct(line).id ?? "") ?? []).map(({ file, alt }) => ({
      url: urls.get(file),
      alt,
    }));
    return JSON.stringify({ ...(JSON.parse(line) as object), images });
  });
  await importProducts(shop, token, withPictures);
  return urls.size;
}

async function upload(
  shop: ShopClient,
  token: string,
  { productId, file, alt }: DemoPicture,
): Promise<string> {
  const path = `/products/${productId}/images?alt=${encodeURIComponent(alt)}`;
  const picture = await readPictureFile(file);
  const reply = await shop.call({ method: "POST", path, token, picture, accept: [201] });
  return Uploaded.parse(reply.body).url;
}
