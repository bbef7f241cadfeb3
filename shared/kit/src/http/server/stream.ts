/**
 * A streamed reply: rows or events are sent as they come, no faster than the client takes them, for as long as it stays.
 * One that breaks off is cut, never ended as if it were whole.
 */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { eventsType, rowsType, type Endpoint } from "@shop/contracts/language/endpoint";
import { endingOf, noteEnd } from "./stream-end.ts";
import type { Serialize } from "./serializer.ts";

/** What a handler of `text/event-stream` answers, one after the other; `id` is what `Last-Event-ID` resumes from. */
export type ServerSentEvent<Data> = { readonly id?: string; readonly event?: string; readonly data: Data };

type Write = (item: unknown) => string | Uint8Array;

/** An idle connection looks dead to whatever stands in between. */
const heartbeatMs = 10_000;

export function createItemWriter({ replyType }: Endpoint, serialize: Serialize): Write {
  if (replyType === rowsType) return (row) => `${serialize(row)}\n`;
  if (replyType === eventsType) return (event) => toText(event as ServerSentEvent<unknown>, serialize);
  return (part) => {
    if (typeof part === "string" || part instanceof Uint8Array) return part;
    throw new TypeError(`A stream of ${replyType} is made of text or bytes`);
  };
}

function toText({ id, event, data }: ServerSentEvent<unknown>, serialize: Serialize): string {
  const field = (name: string, value: string | undefined): string => {
    if (value === undefined) return "";
    if (/[\r\n\0]/.test(value)) throw new TypeError(`The ${name} of an event is one line`);
    return `${name}: ${value}\n`;
  };
  return `${field("id", id)}${field("event", event)}data: ${serialize(data)}\n\n`;
}

export type Stream = {
  readonly items: AsyncIterable<unknown>;
  readonly write: Write;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Sends the head once there is something to send, so that a stream that cannot begin is refused like any request; an event
 * stream begins at once. What is returned sends the rest; it does not reject.
 */
export async function beginStream(
  { items, write, status, headers }: Stream,
  response: ServerResponse,
  onFailure: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const isEvents = headers["Content-Type"] === eventsType;
  const { ended } = endingOf(response, isEvents);
  const iterator = items[Symbol.asyncIterator]();
  const leave = (): void => {
    // Not waited for: a generator takes notice when what it waits for is over.
    iterator.return?.().catch(onFailure);
  };
  const isBodiless = response.req.method === "HEAD";
  const first = isEvents || isBodiless ? undefined : await iterator.next();
  if (isBodiless || response.headersSent || response.destroyed) {
    leave();
    if (isBodiless && !response.headersSent) response.writeHead(status, headers).end();
    return async () => undefined;
  }
  response.writeHead(status, headers).flushHeaders();

  return async () => {
    const heartbeat = isEvents && setInterval(() => void response.write(":\n\n"), heartbeatMs).unref();
    try {
      let next = first ?? (await untilEnd(iterator.next(), ended));
      while (next && !next.done) {
        if (!response.write(write(next.value))) await untilEnd(once(response, "drain"), ended);
        next = await untilEnd(iterator.next(), ended);
      }
      response.end();
    } catch (error) {
      onFailure(error);
      response.destroy();
    } finally {
      clearInterval(heartbeat || undefined);
      noteEnd(response);
      leave();
    }
  };
}

/** Undefined when the stream has ended before. */
function untilEnd<Result>(work: Promise<Result>, ended: AbortSignal): Promise<Result | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Result | undefined>();
  const end = (): void => resolve(undefined);
  ended.addEventListener("abort", end, { once: true });
  if (ended.aborted) end();
  void work.then(resolve, reject).finally(() => ended.removeEventListener("abort", end));
  return promise;
}
