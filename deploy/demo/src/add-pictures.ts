/**
 * Uploads each picture once, to the first product that shows it, and then says in one import what every product shows:
 * requests for each product would use up the admin's allowance.
 */
import { readPictureFile, readPictures, toProduct, type DemoPicture } from "./demo-data.ts";
import { importProducts } from "./import-products.ts";
import { insist, type Catalog } from "./shop-client.ts";

/** Answers how many there are. Uploading them again leads to the same addresses. */
export async function addPictures(catalog: Catalog, lines: readonly string[]): Promise<number> {
  const pictures = await readPictures();
  const urls = new Map<string, string>();
  for (const picture of pictures)
    if (!urls.has(picture.file)) urls.set(picture.file, await upload(catalog, picture));
  const shown = Map.groupBy(pictures, ({ productId }) => productId);
  const withPictures = lines.map((line) => {
    const images = (shown.get(toProduct(line).id ?? "") ?? []).map(({ file, alt }) => ({
      url: urls.get(file),
      alt,
    }));
    return JSON.stringify({ ...(JSON.parse(line) as object), images });
  });
  await importProducts(catalog, withPictures);
  return urls.size;
}

async function upload(catalog: Catalog, { productId: id, file, alt }: DemoPicture): Promise<string> {
  const body = await readPictureFile(file);
  const picture = { params: { id }, query: { alt }, body, contentType: "image/svg+xml" };
  return (await insist(() => catalog.addImage(picture))).body.url;
}
