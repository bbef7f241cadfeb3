/** Answers that come bit by bit. */
import { createParser } from "eventsource-parser";
import type { StreamEvent } from "./call.ts";
import { NoAnswer, readJson } from "./refusal.ts";
import { backOff, isPassing } from "./repeat.ts";
import type { Received } from "./transport.ts";

/** Lines of JSON (`application/x-ndjson`). */
export async function* readRows(received: Received): AsyncGenerator {
  let rest = "";
  for await (const text of decoded(received.parts())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield readJson(received, line);
  }
  if (rest !== "") yield readJson(received, rest);
}

/** `text/event-stream`; each event's data is JSON. */
export async function* readEvents(received: Received): AsyncGenerator<StreamEvent<unknown>> {
  const come: StreamEvent<unknown>[] = [];
  const parser = createParser({
    onEvent: ({ id, event = "message", data }) => come.push({ id, event, data: readJson(received, data) }),
  });
  for await (const text of decoded(received.parts())) {
    parser.feed(text);
    yield* come.splice(0);
  }
}

async function* decoded(parts: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const part of answered(parts)) yield decoder.decode(part, { stream: true });
}

/** A connection that breaks in the middle is no answer either. */
export async function* answered(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } catch (error) {
    throw new NoAnswer(error);
  }
}

type Stream = (call: never) => Promise<{ readonly body: AsyncIterable<StreamEvent<unknown>> }>;
type Event<S extends Stream> = Awaited<ReturnType<S>>["body"] extends AsyncIterable<infer E> ? E : never;

type Place = { lastEventId: string | undefined };
type Given = { readonly signal?: AbortSignal; readonly lastEventId?: string };

/**
 * A stream that is over ends at once, so often in a row. One that lives on has beaten before it ends: with its token, or
 * with the process that it went through.
 */
const quietEnds = 2;
/** As often as the shop's streams beat. */
const heartbeatMs = 10_000;

/**
 * The events of a stream for as long as there are any, each once: a connection that breaks, and a token that expires, is
 * followed by another that goes on where it was. Ends with the stream, or when the call's `signal` aborts.
 */
export async function* follow<S extends Stream>(
  stream: S,
  ...[call]: Parameters<S>
): AsyncGenerator<Event<S>> {
  const given: Given = call ?? {};
  const ask = (place: Place) =>
    (stream as unknown as (call: unknown) => ReturnType<Stream>)({ ...given, ...place });
  const place: Place = { lastEventId: given.lastEventId };
  for (let quiet = 0, broken = 0; quiet < quietEnds && !given.signal?.aborted;) {
    const end = yield* readOn(ask, place, given.signal) as AsyncGenerator<Event<S>, End>;
    quiet = end === "quiet" ? quiet + 1 : 0;
    broken = end === "broken" ? broken + 1 : 0;
    await backOff(broken, given.signal);
  }
}

type End = "lived" | "quiet" | "broken";

/** The events of one connection; keeps where it was. */
async function* readOn(
  ask: (place: Place) => ReturnType<Stream>,
  place: Place,
  signal: AbortSignal | undefined,
): AsyncGenerator<StreamEvent<unknown>, End> {
  const began = performance.now();
  let hasSpoken = false;
  try {
    const { body } = await ask(place);
    for await (const event of body) {
      hasSpoken = true;
      place.lastEventId = event.id ?? place.lastEventId;
      yield event;
    }
    return hasSpoken || performance.now() - began >= heartbeatMs ? "lived" : "quiet";
  } catch (error) {
    if (signal?.aborted || isPassing(error)) return "broken";
    throw error;
  }
}
