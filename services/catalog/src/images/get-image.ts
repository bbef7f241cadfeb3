import { AppError } from "@shop/kit/errors";
import type { ImageDeps } from "./deps.ts";

export async function getImage({ images }: ImageDeps, name: string): Promise<Uint8Array> {
  const bytes = await images.find(name);
  if (!bytes) throw new AppError("not_found", "image.not_found", `Image ${name} does not exist`);
  return bytes;
}
