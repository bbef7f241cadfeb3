/**
 * Opens and makes pictures, by libvips: one at a time per core, so that what is uploaded leaves room for what is asked
 * for. Nothing is opened whose header says that it would be too large; an SVG, whose header says nothing of what it takes
 * to draw it, is drawn in another process.
 */
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { maxPixels, type ImageWidth } from "@shop/contracts/catalog/images";
import { overloaded } from "@shop/kit/http/server/refusals";
import pLimit from "p-limit";
import { imageErrors } from "./errors.ts";
import { kindOf } from "./image.ts";
import { drawSvg } from "./svg-drawing-client.ts";
import { bring, openVips, readable, readHead, webp, type Vips } from "./vips-provider.ts";

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
/** Less than an upload may take in all. */
const maxSeconds = 15;
/** Each holds what was sent. */
const maxWaiting = 16;
/** As many as can be drawn, at their worst, before the last one's time is over. */
const maxWaitingToBeDrawn = 6;

let vips: Promise<Vips> | undefined;

/** Loaded with the first picture: a process that has made none does without its 20 MB. */
const loadVips = (): Promise<Vips> => (vips ??= openVips(["Png", "Jpeg", "Webp", "Heif"]));

type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

function createTurns({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Turns {
  const limit = pLimit(atOnce);
  return (work) => {
    if (limit.pendingCount >= waiting) throw overloaded();
    return limit(work);
  };
}

export function createPictureProvider(): PictureProvider {
  const inTurn = createTurns({ atOnce: availableParallelism(), waiting: maxWaiting });
  // One at a time, so that drawings never take the turns of all other pictures.
  const drawnInTurn = createTurns({ atOnce: 1, waiting: maxWaitingToBeDrawn });

  return {
    nameOf: (sent) =>
      `${createHash("sha256").update(`${recipe}\n`).update(sent).digest("hex").slice(0, 32)}.webp`,
    async make(sent) {
      const kind = kindOf(sent);
      if (!kind) throw imageErrors.unreadable();
      if (kind === "svg") return drawnInTurn(() => inTurn(() => drawSvg(sent)));
      const sharp = await loadVips();
      const incoming = { sent, maxPixels };
      await readHead(sharp, incoming, kind);
      return inTurn(() => inTime(bring(sharp, incoming).timeout({ seconds: maxSeconds }).toBuffer()));
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

/** That it takes too long says more of how much there is to do than of the picture. */
const inTime = (work: Promise<Buffer>): Promise<Buffer> =>
  readable(work).catch((error: unknown) => {
    throw isTimeout(error) ? overloaded() : error;
  });

/** Its error has no other mark. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && error.cause.message.startsWith("timeout:");
