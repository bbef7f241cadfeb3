/** How many streams and WebSockets one sender may keep open: each holds connections and memory for as long as it likes. */
import type { ServerResponse } from "node:http";
import { AppError } from "@shop/kit/errors";
import { defineGauge } from "@shop/kit/process/metrics";
import { senderOf, type RateLimitKeys } from "./sender.ts";

export type OpenStreams = {
  /** Counts until the response closes. Throws 429 `request.too_many_streams` when the sender has as many as it may. */
  readonly enter: (keys: RateLimitKeys, response: ServerResponse) => void;
};

const waitS = 5;

export function createOpenStreams(mostPerSender: number): OpenStreams {
  const open = new Map<string, number>();
  defineGauge("gateway_open_streams", "Streams and WebSockets that are open", () =>
    open.values().reduce((sum, count) => sum + count, 0),
  );
  return {
    enter(keys, response) {
      const sender = senderOf(keys);
      const count = open.get(sender) ?? 0;
      if (count >= mostPerSender) throw tooManyStreams(mostPerSender);
      open.set(sender, count + 1);
      response.once("close", () => {
        const left = (open.get(sender) ?? 1) - 1;
        if (left === 0) open.delete(sender);
        else open.set(sender, left);
      });
    },
  };
}

const tooManyStreams = (most: number): AppError =>
  new AppError("too_many", "request.too_many_streams", `${most} streams at a time are allowed: close one`, {
    headers: { "Retry-After": String(waitS) },
  });
