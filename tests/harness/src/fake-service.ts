/**
 * A service over HTTP that answers as its contract's examples do, until a test says otherwise. What a test says is held
 * against the contract too: nobody is told what the real one could not say.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Api, Endpoint } from "@shop/contracts/language/endpoint";
import { isAskedFor, readCall, type FakeCall } from "./fake-call.ts";

export type { FakeCall } from "./fake-call.ts";

/** A refusal, as a problem says it. */
export type FakeRefusal = {
  readonly status: number;
  readonly code: string;
  readonly retryAfterS?: number;
  readonly [member: string]: unknown;
};

type Says = (call: FakeCall, response: ServerResponse) => unknown;

export type FakeService<A extends Api> = AsyncDisposable & {
  readonly url: string;
  /** From now on: this body, or whatever the function makes of a call. `refusal(…)` for a refusal. */
  readonly answer: (name: keyof A, says: unknown) => void;
  readonly refuse: (name: keyof A, refusal: FakeRefusal) => void;
  /** Nobody ever hears of a call again. */
  readonly hang: (name: keyof A) => void;
  /** Writes its answer itself: a stream, or what is broken. */
  readonly write: (name: keyof A, write: (call: FakeCall, response: ServerResponse) => void) => void;
  /** What a test said that the contract does not allow, and what else went wrong here. */
  readonly failures: readonly string[];
  /** All is as in the beginning. */
  readonly reset: () => void;
  readonly asked: (name: keyof A) => readonly FakeCall[];
  /** No connection is taken until it is back. */
  readonly setAway: (isAway: boolean) => void;
};

const problems = new WeakSet<object>();

const isRefusal = (body: unknown): body is FakeRefusal =>
  typeof body === "object" && body !== null && problems.has(body);

/** For a function given to `answer`: what it answers is a refusal. */
export function refusal(given: FakeRefusal): FakeRefusal {
  problems.add(given);
  return given;
}

/** `examples` by endpoint; `usual` is answered before them. */
export async function startFakeService<A extends Api>(
  api: A,
  {
    examples,
    usual = {},
    otherwise = () => undefined,
  }: {
    readonly examples: Readonly<Record<string, { readonly reply?: unknown }>>;
    readonly usual?: Partial<Record<keyof A, unknown>>;
    /** Where there is neither. */
    readonly otherwise?: (reply: Endpoint["reply"]) => unknown;
  },
): Promise<FakeService<A>> {
  const endpoints = Object.entries<Endpoint>(api).toSorted(([, a], [, b]) => rankOf(a) - rankOf(b));
  const says = new Map<keyof A, Says>();
  const asked: { readonly name: keyof A; readonly call: FakeCall }[] = [];
  const failures: string[] = [];
  let isAway = false;

  const sayOf = (name: keyof A, endpoint: Endpoint): Says =>
    says.get(name) ??
    toSays(usual[name] ?? examples[name as string]?.reply ?? emptyOf(endpoint) ?? otherwise(endpoint.reply));

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (isAway) return void request.socket.destroy();
    const [name, endpoint] = endpoints.find(([, each]) => isAskedFor(each, request)) ?? [];
    if (name === undefined || !endpoint)
      return sendProblem(response, { status: 404, code: "fake.no_such_endpoint" });
    const call = await readCall(endpoint, request);
    asked.push({ name, call });
    const body = await sayOf(name, endpoint)(call, response);
    if (isRefusal(body)) sendProblem(response, body);
    else if (body !== written) sendBody(response, endpoint, name, body);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      failures.push(String(error));
      sendProblem(response, { status: 500, code: "fake.broken", detail: String(error) });
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const set = (name: keyof A, given: Says): void => void says.set(name, given);

  return {
    url: `http://127.0.0.1:${port}`,
    answer: (name, given) => set(name, toSays(given)),
    refuse: (name, given) => set(name, () => refusal({ ...given })),
    hang: (name) => set(name, () => new Promise(() => undefined)),
    write: (name, write) =>
      set(name, (call, response) => {
        write(call, response);
        return written;
      }),
    reset: () => {
      says.clear();
      asked.length = 0;
      failures.length = 0;
      isAway = false;
    },
    failures,
    asked: (name) => asked.filter((each) => each.name === name).map(({ call }) => call),
    setAway: (away) => {
      isAway = away;
      if (away) server.closeAllConnections();
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const written = Symbol("written");

const toSays = (given: unknown): Says => (typeof given === "function" ? (given as Says) : () => given);

/** Lists that nobody has filled are there, and empty. */
function emptyOf({ reply }: Endpoint): unknown {
  const list = { items: [], next: null };
  return reply.safeParse(list).success ? list : undefined;
}

/** A word in the path is stronger than a parameter. */
const rankOf = ({ path }: Endpoint): number => path.split(":").length;

function sendBody(response: ServerResponse, endpoint: Endpoint, name: PropertyKey, body: unknown): void {
  const { status, reply, replyType, etag, location } = endpoint;
  if (replyType === undefined) {
    const parsed = reply.safeParse(body);
    if (!parsed.success) throw new Error(`${String(name)} cannot answer that: ${parsed.error.message}`);
  }
  response.statusCode = status;
  response.setHeader("x-request-id", "a-fake-request");
  if (etag) response.setHeader("etag", `"${versionOf(body)}-00000000"`);
  if (location) response.setHeader("location", "/somewhere");
  if (status === 204 || body === undefined) return void response.end();
  response.setHeader("content-type", replyType ?? "application/json");
  response.end(replyType === undefined ? JSON.stringify(body) : (body as string | Uint8Array));
}

const versionOf = (body: unknown): string =>
  typeof body === "object" && body !== null && "version" in body ? String(body.version) : "1";

function sendProblem(response: ServerResponse, { status, code, ...rest }: FakeRefusal): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  response.statusCode = status;
  const { retryAfterS, ...members } = rest;
  if (retryAfterS !== undefined) response.setHeader("retry-after", String(retryAfterS));
  response.setHeader("content-type", "application/problem+json");
  response.end(
    JSON.stringify({
      type: "about:blank",
      title: code,
      detail: `Refused: ${code}`,
      requestId: "a-fake-request",
      ...members,
      status,
      code,
    }),
  );
}
