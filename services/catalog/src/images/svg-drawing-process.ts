/**
 * Draws one SVG, in a process of its own: a short file can have it drawn for hours, and nothing interrupts the one that
 * draws. It looks at itself meanwhile, which it can as libvips works in another thread than this, and ends with whoever
 * began it.
 */
import { once } from "node:events";
import { AppError } from "@shop/kit/errors";
import { refuseUnsafe } from "./svg.ts";
import { bring, openVips, readable, readHead, type Incoming } from "./vips-provider.ts";

export type Drawn =
  | { readonly kind: "picture"; readonly picture: Buffer }
  | { readonly kind: "refusal"; readonly code: string; readonly message: string };

/** An SVG has no size of its own: it is drawn as large as a picture can be asked for. */
const longest = 1280;
/** A drawing of a product takes a twentieth of it. */
const mostCpuMs = 2_000;
const mostBytes = 400 * 1024 * 1024;
const lookEveryMs = 20;

/** An orderly end would wait for libvips. */
function endWhatIsTooMuch(): void {
  const { user, system } = process.cpuUsage(begun);
  const isTooMuch = (user + system) / 1_000 > mostCpuMs || process.memoryUsage.rss() > mostBytes;
  if (isTooMuch || !process.connected) process.kill(process.pid, "SIGKILL");
}

/** In dots an inch: at this one a pixel of the drawing is one of the picture. */
const usualDensity = 72;
const longerOf = ({ width, height }: { readonly width: number; readonly height: number }): number =>
  Math.max(width, height);

async function draw(incoming: Incoming): Promise<Buffer> {
  refuseUnsafe(incoming.sent);
  const sharp = await openVips(["Svg"]);
  const size = longerOf(await readHead(sharp, incoming, "svg"));
  const twice = { density: 2 * usualDensity, limitInputPixels: false };
  const growth = longerOf(await readable(sharp(incoming.sent, twice).metadata())) / size;
  // A size in millimetres, inches or points counts the density twice.
  const factor = growth > 3 ? Math.sqrt(longest / size) : longest / size;
  const density = Math.min(Math.max(usualDensity * factor, 1), 100_000);
  return readable(bring(sharp, incoming, density).toBuffer());
}

async function answer(incoming: Incoming): Promise<Drawn> {
  try {
    return { kind: "picture", picture: await draw(incoming) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: "refusal", code: error.code, message: error.message };
  }
}

const begun = process.cpuUsage();
setInterval(endWhatIsTooMuch, lookEveryMs);
const [incoming] = (await once(process, "message")) as [Incoming];
process.send?.(await answer(incoming));
