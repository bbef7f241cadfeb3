/**
 * What belongs to the request or message being worked on, wherever the code is:
 * log lines, outbox rows and outgoing calls read it from here.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomFillSync } from "node:crypto";

export type Context = {
  readonly requestId: string;
  /** W3C Trace Context, this process's own span. */
  readonly traceparent: string;
  /** Milliseconds until whoever asked stops waiting; Infinity when nobody does. */
  readonly msLeft: () => number;
};

const storage = new AsyncLocalStorage<Context>();

export const runInContext = <Result>(context: Context, work: () => Result): Result =>
  storage.run(context, work);

export const currentContext = (): Context | undefined => storage.getStore();

/** For what must not end with the time of one request: it belongs where it began, whoever calls it, and has time without end. */
export function afterwards<Result>(work: () => Result): () => Result {
  const context = currentContext();
  if (!context) return AsyncLocalStorage.bind(work);
  return () => runInContext({ ...context, msLeft: () => Infinity }, work);
}

const traceparentFormat = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** The same trace with a span of our own; a new trace when there is none or it is malformed. */
export function continueTrace(traceparent: string | undefined): string {
  const [, traceId, parentId, flags] = traceparentFormat.exec(traceparent ?? "") ?? [];
  const isUsable = traceId && parentId && !/^0+$/.test(traceId) && !/^0+$/.test(parentId);
  return isUsable && !traceparent?.startsWith("ff")
    ? `00-${traceId}-${hex(8)}-${flags}`
    : `00-${hex(16)}-${hex(8)}-01`;
}

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** Bytes that nobody has got yet, from `used` on: asked for one trace at a time they cost ten times as much. */
const pool = Buffer.alloc(6 * 1024);
let used = pool.length;

function hex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
