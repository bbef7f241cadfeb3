/**
 * Opens and makes pictures, by libvips: one at a time per core, so that what is uploaded leaves room for what is asked
 * for. Nothing is opened whose header says that it would be too large.
 */
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { maxPixels, type ImageWidth } from "@shop/contracts/catalog/images";
import { overloaded } from "@shop/kit/http/server/refusals";
import pLimit from "p-limit";
import type { default as library, Metadata, Sharp } from "sharp";
import { imageErrors } from "./errors.ts";
import { kindOf, type Kind } from "./image.ts";
import { refuseUnsafe } from "./svg.ts";

export type PictureProvider = {
  /** Follows from what was sent, so that the same picture lies there once. */
  nameOf(sent: Buffer): string;
  /**
   * The picture as it is kept. Throws `image.unreadable`, `image.too_large`, `image.animated`, `image.unsafe`, and
   * `service.overloaded` when too many wait.
   */
  make(sent: Buffer): Promise<Buffer>;
  /** A kept picture, `width` pixels wide; as it is when it is not wider. Throws `service.overloaded`. */
  narrow(kept: Uint8Array, width: ImageWidth): Promise<Uint8Array>;
};

/** Another way of making pictures needs another number: they are cached for ever under their names. */
const recipe = 1;
/** Pixels of a side. */
const longest = 2560;
/** An SVG has no size of its own: it is drawn as large as a picture can be asked for. */
const longestOfSvg = 1280;
const webp = { quality: 82, effort: 2 };
/** Less than an upload may take in all. */
const maxSeconds = 15;
/** Each holds what was sent. */
const maxWaiting = 16;

const loaders = ["Png", "Jpeg", "Webp", "Heif", "Svg"].map((kind) => `VipsForeignLoad${kind}Buffer`);

type Vips = typeof library;

let vips: Promise<Vips> | undefined;

/** Loaded with the first picture: a process that has made none does without its 20 MB. */
const loadVips = (): Promise<Vips> => (vips ??= openVips());

/** Sets what holds for all of libvips in this process: no cache, one thread for each picture, no other kinds of files. */
async function openVips(): Promise<Vips> {
  const { default: sharp } = await import("sharp");
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: loaders });
  return sharp;
}

export function createPictureProvider(): PictureProvider {
  const limit = pLimit(availableParallelism());
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (limit.pendingCount >= maxWaiting) throw overloaded();
    return limit(work);
  };

  return {
    nameOf: (sent) =>
      `${createHash("sha256").update(`${recipe}\n`).update(sent).digest("hex").slice(0, 32)}.webp`,
    async make(sent) {
      const kind = kindOf(sent);
      if (!kind) throw imageErrors.unreadable();
      if (kind === "svg") refuseUnsafe(sent);
      const sharp = await loadVips();
      if (kind !== "svg") await readHead(sharp, sent, kind);
      return inTurn(() => (kind === "svg" ? draw(sharp, sent) : bring(open(sharp, sent))));
    },
    async narrow(kept, width) {
      const sharp = await loadVips();
      return inTurn(async () => {
        const head = await sharp(kept).metadata();
        return head.width <= width ? kept : sharp(kept).resize({ width }).webp(webp).toBuffer();
      });
    },
  };
}

const open = (sharp: Vips, sent: Buffer, density?: number): Sharp =>
  sharp(sent, { limitInputPixels: maxPixels, failOn: "error", ...(density && { density }) });

/** Refuses by its header, before anything is opened. */
async function readHead(sharp: Vips, sent: Buffer, kind: Kind): Promise<Metadata> {
  const head = await readable(sharp(sent, { limitInputPixels: false }).metadata());
  const { width, height, pages = 1, format } = head;
  if (format !== (kind === "avif" ? "heif" : kind)) throw imageErrors.unreadable();
  if (width * height > maxPixels) throw imageErrors.tooLarge(maxPixels);
  if (pages > 1) throw imageErrors.animated();
  return head;
}

async function draw(sharp: Vips, sent: Buffer): Promise<Buffer> {
  const { width, height } = await readHead(sharp, sent, "svg");
  const density = (72 * longestOfSvg) / Math.max(width, height);
  return bring(open(sharp, sent, Math.min(Math.max(density, 1), 100_000)));
}

/** Metadata is not asked for, and so left behind; colours come out in sRGB by the profile that is left behind as well. */
const bring = (picture: Sharp): Promise<Buffer> =>
  readable(
    picture
      .autoOrient()
      .resize({ width: longest, height: longest, fit: "inside", withoutEnlargement: true })
      .toColourspace("srgb")
      .webp(webp)
      .timeout({ seconds: maxSeconds })
      .toBuffer(),
  );

async function readable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    // That says more of how much there is to do than of the picture.
    throw isTimeout(cause) ? overloaded() : imageErrors.unreadable(cause);
  }
}

/** Its error has no other mark. */
const isTimeout = (error: unknown): boolean => error instanceof Error && error.message.startsWith("timeout:");
