/** What nobody asks for: pictures that nobody uses go. Every instance may do it at once. */
import type { Logger } from "@shop/kit/process/logger";
import { createPoll, type Poll } from "@shop/kit/process/poll";
import { sweepImages, type SweepDeps } from "./sweep-images.ts";

const everyMs = 60 * 60_000;

export const beginSweep = (deps: SweepDeps, log: Logger): Poll =>
  createPoll({
    everyMs,
    longestMs: everyMs,
    work: async () => {
      const removed = await sweepImages(deps);
      if (removed > 0) log.info({ removed }, "Pictures that no product shows were removed");
    },
    onError: (error) => log.warn({ err: error }, "Could not look for pictures that nobody uses"),
  });
