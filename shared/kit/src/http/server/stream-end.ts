/** When a streamed reply has to end: its client has gone away or may not read on, or the process stops. */
import type { ServerResponse } from "node:http";

type Ending = { readonly ended: AbortSignal; readonly isEvents: boolean; readonly stop: () => void };

/** An export may come to its end while the process drains; one that does not is cut. */
const cutAfterMs = 15_000;

const endings = new WeakMap<ServerResponse, Ending>();
const stopping = new WeakSet<ServerResponse>();
const expired = new WeakSet<ServerResponse>();

/** The first caller says whether it is of events, which can end anywhere: their reader comes again, to another process. */
export function endingOf(response: ServerResponse, isEvents: boolean): Ending {
  const known = endings.get(response);
  if (known) return known;
  const over = new AbortController();
  const end = (): void => over.abort();
  const cut = (): void => void setTimeout(() => response.destroy(), cutAfterMs).unref();
  const ending = { ended: over.signal, isEvents, stop: isEvents ? end : cut };
  response.once("close", end);
  endings.set(response, ending);
  if (stopping.has(response) || (isEvents && expired.has(response))) ending.stop();
  return ending;
}

/** Calls `end` when the reply has to end; at once where that was said before it began. */
export function onEnd(response: ServerResponse, isEvents: boolean, end: () => void): void {
  const { ended } = endingOf(response, isEvents);
  if (ended.aborted) end();
  else ended.addEventListener("abort", end, { once: true });
}

export const noteEnd = (response: ServerResponse): boolean => endings.delete(response);

/** The process stops. Also for a reply that has not begun to stream; of any other nothing happens. */
export function endStream(response: ServerResponse): void {
  stopping.add(response);
  endings.get(response)?.stop();
}

/** Whoever reads it may not any longer. Only of events: they could go on for ever, a file that was begun is finished. */
export function endEvents(response: ServerResponse): void {
  expired.add(response);
  const ending = endings.get(response);
  if (ending?.isEvents) ending.stop();
}
