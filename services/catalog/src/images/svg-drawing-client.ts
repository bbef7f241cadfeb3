/** SVGs are drawn by a process that is begun for each, and that may die of it. */
import { fork } from "node:child_process";
import { maxPixels } from "@shop/contracts/catalog/images";
import { AppError } from "@shop/kit/errors";
import { overloaded } from "@shop/kit/http/server/refusals";
import { imageErrors } from "./errors.ts";
import type { Drawn } from "./svg-drawing-process.ts";
import type { Incoming } from "./vips-provider.ts";

/** For one that gets no CPU, or does not even look at itself. */
const patienceMs = 15_000;

/**
 * The picture as it is kept. Throws `image.unreadable`, `image.too_large`, `image.unsafe`, and `service.overloaded` when
 * this machine has no time for it.
 */
export async function drawSvg(sent: Buffer): Promise<Buffer> {
  const drawing = fork(new URL("svg-drawing-process.ts", import.meta.url), {
    // What a stranger's drawing is read by knows no password of the shop.
    env: {},
    execArgv: [],
    serialization: "advanced",
    timeout: patienceMs,
    killSignal: "SIGKILL",
  });
  const { promise, resolve, reject } = Promise.withResolvers<Drawn>();
  drawing.once("message", (drawn) => resolve(drawn as Drawn));
  drawing.on("error", reject);
  drawing.once("exit", (code, signal) => {
    if (drawing.killed) reject(overloaded());
    else if (signal) reject(imageErrors.unsafe("so much to draw"));
    else reject(new Error(`The process that draws SVGs ended with ${code}`));
  });
  try {
    drawing.send({ sent, maxPixels } satisfies Incoming);
    const drawn = await promise;
    if (drawn.kind === "picture") return drawn.picture;
    throw new AppError("unprocessable", drawn.code, drawn.message);
  } finally {
    drawing.kill("SIGKILL");
  }
}
