/** An endpoint that answers an async iterable: its request ends at a deadline until it has begun, and then with its client. */
import { eventsType, rowsType, type Endpoint } from "@shop/contracts/language/endpoint";
import type { Request, Response } from "express";
import type { Logger } from "pino";
import { cacheControlOf, contentTypeOf } from "./answer.ts";
import { toReply, type Streaming } from "./handlers.ts";
import { createSerializer } from "./serializer.ts";
import { beginStream, createItemWriter } from "./stream.ts";
import { endingOf } from "./stream-end.ts";

/** Sends what comes after the beginning; it does not reject. */
export type SendRest = () => Promise<void>;

export function createStreaming(endpoint: Endpoint, log: Logger) {
  const { replyType, status } = endpoint;
  const isWritten = replyType === rowsType || replyType === eventsType;
  const write = createItemWriter(endpoint, isWritten ? createSerializer(endpoint.reply) : String);
  return async (
    request: Request,
    response: Response,
    handle: (more: Streaming) => Promise<unknown>,
  ): Promise<SendRest> => {
    const { ended } = endingOf(response, replyType === eventsType);
    const given = toReply(await handle({ ended, lastEventId: request.get("last-event-id") }));
    const headers = {
      ...given.headers,
      "Content-Type": contentTypeOf(endpoint, given),
      "Cache-Control": cacheControlOf(endpoint, request),
      // Some proxies collect an answer before they pass it on, unless they are told.
      ...(replyType === eventsType && { "X-Accel-Buffering": "no" }),
    };
    const items = given.body as AsyncIterable<unknown>;
    return beginStream({ items, write, status, headers }, response, (error) =>
      log.error({ err: error, path: request.path }, "A stream broke off"),
    );
  };
}
