import type { ImageWidth } from "@shop/contracts/catalog/images";
import { imageErrors } from "./errors.ts";
import type { ReadImage } from "./read-image.ts";

export type GetImageDeps = { readonly readImage: ReadImage };

/** Throws `image.not_found`, and `service.overloaded` when too many pictures are being made. */
export async function getImage(
  { readImage }: GetImageDeps,
  { name, width }: { readonly name: string; readonly width: ImageWidth | undefined },
): Promise<Uint8Array> {
  const bytes = await readImage(name, width);
  if (!bytes) throw imageErrors.notFound(name);
  return bytes;
}
