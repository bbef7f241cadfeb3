/**
 * How the typed client of our own services is sent: over kept connections, in the time that is left, with what the
 * request at hand is called, behind a breaker. What comes back is not judged here.
 */
import CircuitBreaker from "opossum";
import { Readable } from "node:stream";
import { Pool } from "../net/undici.ts";
import { currentContext } from "../process/context.ts";
import { breakerRules, contextHeaders } from "./calling.ts";
import { receive, type Received } from "./received.ts";

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal | undefined;
};

export type ServiceTransport = Disposable & { readonly send: (sent: Sent) => Promise<Received> };

export type TransportOptions = {
  /** Of the service that is asked. */
  readonly name: string;
  readonly url: string;
  /** The longest a call may take, unless it has a `signal` of its own, as a stream has. */
  readonly timeoutMs?: number;
  /** At once at most, 128 unless stated; null: as many as are asked for. */
  readonly connections?: number | null;
  /** How long an open breaker waits before it tries again. */
  readonly resetMs?: number;
};

/** Services keep an idle connection for 65 s; the side that sends must be the one that closes. */
const idleMs = 50_000;

/** `send` rejects when no answer comes, and at once while the breaker is open. */
export function createServiceTransport({
  name,
  url,
  timeoutMs = 5_000,
  connections = 128,
  resetMs = 1_000,
}: TransportOptions): ServiceTransport {
  const base = new URL(url);
  const pool = new Pool(base.origin, {
    connections,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const prefix = base.pathname.replace(/\/$/, "");

  const send = ({ method, path, headers, body, signal }: Sent): Promise<Received> => {
    const left = currentContext()?.msLeft() ?? Infinity;
    // Where the call has a signal of its own, that says how long it is waited for.
    const ms = Math.max(1, Math.floor(Math.min(signal ? Infinity : timeoutMs, left)));
    const question = {
      path: prefix + path,
      method,
      headers: {
        ...headers,
        ...contextHeaders(),
        ...(ms !== Infinity && { "x-request-deadline": String(ms) }),
      },
      body: toBody(body),
    };
    return receive(pool, question, { timeoutMs: ms, signal });
  };
  const breaker = new CircuitBreaker(
    async (sent: Sent) => {
      const received = await send(sent);
      if (received.status >= 500) throw new Failed(received);
      return received;
    },
    {
      name,
      timeout: false,
      ...breakerRules,
      resetTimeout: resetMs,
      // Who has asked has left: that says nothing about the other side.
      errorFilter: (error) => error instanceof Error && error.name === "AbortError",
    },
  );
  return {
    send: (sent) =>
      breaker.fire(sent).catch((error: unknown) => {
        if (error instanceof Failed) return error.received;
        throw error;
      }),
    [Symbol.dispose]() {
      breaker.shutdown();
      void pool.destroy();
    },
  };
}

/** An answer, and a sign that the other side is unwell. */
class Failed extends Error {
  readonly received: Received;

  constructor(received: Received) {
    super(`answered ${received.status}`);
    this.received = received;
  }
}

const toBody = (body: Sent["body"]): string | Uint8Array | Readable | null =>
  body === undefined || typeof body === "string" || body instanceof Uint8Array
    ? (body ?? null)
    : Readable.from(body);
