import { imageErrors } from "./errors.ts";
import type { ImageStore } from "./image-store.ts";

export type ImageDeps = { readonly images: ImageStore };

/** Throws `image.not_found`. */
export async function getImage({ images }: ImageDeps, name: string): Promise<Uint8Array> {
  const bytes = await images.find(name);
  if (!bytes) throw imageErrors.notFound(name);
  return bytes;
}
