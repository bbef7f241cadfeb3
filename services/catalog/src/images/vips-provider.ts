/**
 * libvips, as it is set and used in either process: the service's own for what cameras make, and the one that draws SVGs.
 */
import { letPoolYield } from "@shop/kit/process/yielding-pool";
import type { default as library, Metadata, Sharp } from "sharp";
import { imageErrors } from "./errors.ts";
import type { Kind } from "./image.ts";

export type Vips = typeof library;

/** A picture on its way in. */
export type Incoming = { readonly sent: Uint8Array; readonly maxPixels: number };

/** Pixels of a side. */
const longest = 2560;
export const webp = { quality: 82, effort: 2 };

/**
 * Sets what holds for all of libvips in this process: no cache, one thread for each picture, behind all else that runs, and
 * no other kinds of files.
 */
export async function openVips(kinds: readonly ("Png" | "Jpeg" | "Webp" | "Heif" | "Svg")[]): Promise<Vips> {
  const { default: sharp } = await import("sharp");
  await letPoolYield();
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: kinds.map((kind) => `VipsForeignLoad${kind}Buffer`) });
  return sharp;
}

/** Refuses by its header, before anything is opened. */
export async function readHead(sharp: Vips, { sent, maxPixels }: Incoming, kind: Kind): Promise<Metadata> {
  const head = await readable(sharp(sent, { limitInputPixels: false }).metadata());
  const { width, height, pages = 1, format } = head;
  if (format !== (kind === "avif" ? "heif" : kind)) throw imageErrors.unreadable();
  if (width * height > maxPixels) throw imageErrors.tooLarge(maxPixels);
  if (pages > 1) throw imageErrors.animated();
  return head;
}

/**
 * As it is kept, still to be made. Metadata is not asked for, and so left behind; colours come out in sRGB by the profile
 * that is left behind as well.
 */
export const bring = (sharp: Vips, { sent, maxPixels }: Incoming, density?: number): Sharp =>
  sharp(sent, { limitInputPixels: maxPixels, failOn: "error", ...(density && { density }) })
    .autoOrient()
    .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .webp(webp);

export async function readable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw imageErrors.unreadable(cause);
  }
}
