/** What stays open for as long as its reader likes ends with the sign-in that opened it. */
import type { ServerResponse } from "node:http";
import type { Caller } from "@shop/kit/auth/tokens";
import { endEvents } from "@shop/kit/http/server/stream-end";
import type { Revocations } from "./revocations.ts";

/** Ends events and WebSockets when the caller's token expires or the session ends: whoever may read on comes again. */
export type StreamAccess = (caller: Caller, response: ServerResponse) => void;

export const createStreamAccess =
  ({ whenEnded }: Pick<Revocations, "whenEnded">): StreamAccess =>
  ({ sessionId, expiresAt }, response) => {
    const end = (): void => endEvents(response);
    const timer = setTimeout(end, expiresAt - Date.now()).unref();
    const forget = whenEnded(sessionId, end);
    response.once("close", () => {
      clearTimeout(timer);
      forget();
    });
  };
