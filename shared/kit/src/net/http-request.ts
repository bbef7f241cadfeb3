/** One HTTP request over kept-alive connections, answered whole (docs/decisions/0014). */
import type { Dispatcher, Pool as Pools } from "undici";
import { Pool } from "./undici.ts";

export type Requested = {
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only limit on time, from before the connection to the end of the answer. */
  readonly signal: AbortSignal;
};
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

/** Idle connections end before the other side ends them (65 s), so that none is used as it closes. */
const idleMs = 50_000;
const settings: Pools.Options = {
  connections: 64,
  keepAliveTimeout: idleMs,
  keepAliveMaxTimeout: idleMs,
  headersTimeout: 0,
  bodyTimeout: 0,
};
const maxBytes = 16 * 1024 * 1024;

/** For each origin a pool, which lasts as long as the process; its idle connections do not keep the process alive. */
const pools = new Map<string, Pool>();

function poolOf(origin: string): Pool {
  const known = pools.get(origin);
  if (known) return known;
  const pool = new Pool(origin, settings);
  pools.set(origin, pool);
  return pool;
}

/**
 * Throws the signal's reason when it ends the request, and the error of the connection when the answer does not come
 * whole; redirects and answers over 16 MB are errors.
 */
export function request(
  { origin, pathname, search }: URL,
  { method = "GET", headers = {}, body, signal }: Requested,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  let sent: Dispatcher.DispatchController | undefined;
  // The caller is told at once: until a connection is free there is nothing to abort yet.
  const giveUp = (): void => {
    reject(signal.reason);
    sent?.abort(signal.reason as Error);
  };
  signal.addEventListener("abort", giveUp, { once: true });
  const collector = collectAnswer({
    onStart(controller) {
      sent = controller;
      if (signal.aborted) giveUp();
    },
    onAnswer: resolve,
    onError: reject,
  });
  if (signal.aborted) giveUp();
  else poolOf(origin).dispatch({ path: pathname + search, method, headers, body: body ?? null }, collector);
  return promise.finally(() => signal.removeEventListener("abort", giveUp));
}

/** What arrives of an answer, until it is whole. */
function collectAnswer({
  onStart,
  onAnswer,
  onError,
}: {
  readonly onStart: (controller: Dispatcher.DispatchController) => void;
  readonly onAnswer: (answer: Answer) => void;
  readonly onError: (error: Error) => void;
}): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let head: Pick<Answer, "status" | "headers"> = { status: 0, headers: {} };
  return {
    onRequestStart: onStart,
    onResponseStart(controller, status, headers) {
      head = { status, headers };
      if (status >= 300 && status < 400)
        controller.abort(new Error(`answered ${status}, and redirects are not followed`));
    },
    onResponseData(controller, chunk) {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBytes) controller.abort(new Error(`answered more than ${maxBytes} bytes`));
    },
    onResponseEnd: () => onAnswer({ ...head, text: Buffer.concat(chunks).toString("utf8") }),
    onResponseError: (_controller, error) => onError(error),
  };
}
