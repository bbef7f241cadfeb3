/**
 * A streamed reply: rows or events are sent as they come, no faster than the client takes them, for as long as it stays.
 * One that breaks off is cut, never ended as if it were whole.
 */
import type { ServerResponse } from "node:http";
import { eventsType, rowsType, type Endpoint } from "@shop/contracts/language/endpoint";
import { endingOf, noteEnd } from "./stream-end.ts";
import type { Serialize } from "./serializer.ts";

/** What a handler of `text/event-stream` answers, one after the other; `id` is what `Last-Event-ID` resumes from. */
export type ServerSentEvent<Data> = { readonly id?: string; readonly event?: string; readonly data: Data };

type Write = (item: unknown) => string | Uint8Array;

/** An idle connection looks dead to whatever stands in between. */
const heartbeatMs = 10_000;
const heartbeat = ":\n\n";
/** A reader that takes nothing for so long holds memory and a connection for nobody. */
const defaultStuckMs = 60_000;

export function createItemWriter({ replyType }: Endpoint, serialize: Serialize): Write {
  if (replyType === rowsType) return (row) => `${serialize(row)}\n`;
  if (replyType === eventsType) return writeOnce((event) => toText(event, serialize));
  return (part) => {
    if (typeof part === "string" || part instanceof Uint8Array) return part;
    throw new TypeError(`A stream of ${replyType} is made of text or bytes`);
  };
}

/** The same event may go to thousands who follow the same thing. */
function writeOnce(print: (event: ServerSentEvent<unknown>) => string): Write {
  const written = new WeakMap<object, Uint8Array>();
  return (item) => {
    const event = item as ServerSentEvent<unknown>;
    const known = written.get(event);
    if (known) return known;
    const bytes = Buffer.from(print(event));
    written.set(event, bytes);
    return bytes;
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
  readonly stuckMs?: number;
};

/**
 * Sends the head once there is something to send, so that a stream that cannot begin is refused like any request; an event
 * stream begins at once. What is returned sends the rest; it does not reject.
 */
export async function beginStream(
  { items, write, status, headers, stuckMs = defaultStuckMs }: Stream,
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
  // What stands in between may wait for a first byte before it lets the head through.
  if (isEvents) response.write(heartbeat);

  return async () => {
    const beating = isEvents && setInterval(() => beat(response), heartbeatMs).unref();
    const untilEnd = createUntilEnd(ended);
    try {
      let next = first ?? (await untilEnd(iterator.next()));
      while (next && !next.done) {
        if (!response.write(write(next.value))) await untilEnd(drained(response, stuckMs));
        next = await untilEnd(iterator.next());
      }
      response.end();
    } catch (error) {
      onFailure(error);
      response.destroy();
    } finally {
      clearInterval(beating || undefined);
      noteEnd(response);
      leave();
    }
  };
}

/** Whoever has not read what was sent before needs no more. */
function beat(response: ServerResponse): void {
  if (!response.writableNeedDrain) response.write(heartbeat);
}

/** Resolves when the reader has taken what was sent, or has gone; one that does neither in time is cut. */
const drained = (response: ServerResponse, stuckMs: number): Promise<void> =>
  new Promise((resolve) => {
    const stuck = setTimeout(() => response.destroy(), stuckMs);
    const end = (): void => {
      clearTimeout(stuck);
      response.off("drain", end).off("close", end);
      resolve();
    };
    response.on("drain", end).on("close", end);
  });

/** Answers what came of the work, or undefined when the stream has ended before. One listener, however often it is asked. */
function createUntilEnd(ended: AbortSignal): <Result>(work: Promise<Result>) => Promise<Result | undefined> {
  let end = (): void => undefined;
  ended.addEventListener("abort", () => end(), { once: true });
  return <Result>(work: Promise<Result>) =>
    new Promise<Result | undefined>((resolve, reject) => {
      end = () => resolve(undefined);
      if (ended.aborted) end();
      work.then(resolve, reject);
    });
}
