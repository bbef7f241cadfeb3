/** What a product shows, and what a picture's first bytes say that it is. Pure. */
import { maxImages, type Image, type ImageWidth } from "@shop/contracts/catalog/images";
import { imageErrors } from "./errors.ts";

/** Of a picture that is uploaded; without an `alt` of its own it keeps the one it has. */
export type NewImage = { readonly url: string; readonly alt: string | undefined };

/** The pictures with one more, or with its new `alt` where it is shown already. Throws `product.too_many_images`. */
export function withImage(images: readonly Image[], { url, alt }: NewImage): Image[] {
  if (images.some((image) => image.url === url))
    return images.map((image) => (image.url === url ? { url, alt: alt ?? image.alt } : image));
  if (images.length >= maxImages) throw imageErrors.tooMany(maxImages);
  return [...images, { url, alt: alt ?? "" }];
}

export const urlOf = (name: string): string => `/images/${name}`;

/** Where a picture lies, and where what was made of it does: no name that can be asked for has a slash. */
export const keyOf = (name: string, width?: ImageWidth): string => (width ? `${width}/${name}` : name);

export type Kind = "png" | "jpeg" | "webp" | "avif" | "svg";

/** By its first bytes; undefined for what is none of these. */
export function kindOf(bytes: Buffer): Kind | undefined {
  const known = signatures.find(([, isIt]) => isIt(bytes));
  if (known) return known[0];
  const start = bytes
    .subarray(0, 4096)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  return /^\s*</.test(start) && /<svg[\s>]/.test(start) ? "svg" : undefined;
}

const at = (bytes: Buffer, from: number, to: number): string => bytes.toString("latin1", from, to);

const signatures: readonly (readonly [Kind, (bytes: Buffer) => boolean])[] = [
  ["png", (bytes) => at(bytes, 0, 8) === "\x89PNG\r\n\x1a\n"],
  ["jpeg", (bytes) => at(bytes, 0, 3) === "\xff\xd8\xff"],
  ["webp", (bytes) => at(bytes, 0, 4) === "RIFF" && at(bytes, 8, 12) === "WEBP"],
  ["avif", (bytes) => at(bytes, 4, 8) === "ftyp" && /^(?:.{4})*?avi[fs]/s.test(brandsOf(bytes))],
];

/** Of an ISO base media file: the brand it is, and those it can be read as. */
function brandsOf(bytes: Buffer): string {
  if (bytes.length < 16) return "";
  const end = Math.min(bytes.readUInt32BE(0), 256);
  return at(bytes, 8, 12) + at(bytes, 16, end);
}
