/**
 * Uploading pictures. Both throw what `getProduct`, `change` and `PictureProvider.make` do, and `image.busy`; what can be
 * refused without opening the picture is refused first.
 */
import type { Image } from "@shop/contracts/catalog/images";
import { requireSeen } from "@shop/kit/change";
import { changeImages, type EditProductDeps, type Target } from "../products/edit-product.ts";
import { getProduct } from "../products/get-product.ts";
import type { Product } from "../products/product.ts";
import { imageErrors } from "./errors.ts";
import { keyOf, urlOf, withImage, type NewImage } from "./image.ts";
import type { PictureProvider } from "./picture-provider.ts";
import type { PictureStore } from "./picture-store.ts";
import type { UploadStore } from "./upload-store.ts";
import { nextCheck } from "./upload.ts";

export type AddImageDeps = EditProductDeps & {
  readonly pictures: Pick<PictureStore, "has" | "put">;
  readonly provider: Pick<PictureProvider, "nameOf" | "make">;
  readonly uploads: Pick<UploadStore, "keep">;
};

export type Sent = { readonly bytes: Buffer; readonly alt: string | undefined };

type Shown = { readonly product: Product; readonly image: Image };

/** Throws `product.too_many_images` as well. */
export const addImage = (deps: AddImageDeps, target: Target, sent: Sent): Promise<Shown> =>
  upload(deps, target, sent, withImage);

export const replaceImages = (deps: AddImageDeps, target: Target, sent: Sent): Promise<Shown> =>
  upload(deps, target, sent, (images, image) =>
    withImage(
      images.filter(({ url }) => url === image.url),
      image,
    ),
  );

async function upload(
  deps: AddImageDeps,
  target: Target,
  { bytes, alt }: Sent,
  place: (images: readonly Image[], image: NewImage) => Image[],
): Promise<Shown> {
  const name = deps.provider.nameOf(bytes);
  const image = { url: urlOf(name), alt };
  const before = await getProduct(deps, { id: target.id, isStaff: true });
  if (target.expect) requireSeen(target.expect, before.version);
  place(before.images, image);
  await keep(deps, name, bytes);
  const product = await changeImages(deps, target, (images) => place(images, image));
  return {
    product,
    image: product.images.find(({ url }) => url === image.url) ?? { ...image, alt: alt ?? "" },
  };
}

/** Named as needed before it is looked for: from then on nobody removes it. */
async function keep(
  { uploads, pictures, provider, now }: AddImageDeps,
  name: string,
  sent: Buffer,
): Promise<void> {
  if (!(await uploads.keep(name, nextCheck(now())))) throw imageErrors.leaving();
  if (await pictures.has(keyOf(name))) return;
  await pictures.put(keyOf(name), await provider.make(sent));
}
