/** A running app on a free port, and a client that calls it by its contract and holds every answer against it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Api, Endpoint } from "@shop/contracts/language/endpoint";
import { z } from "zod";

export type RunningServer = AsyncDisposable & { readonly url: string };

export async function startServer(app: RequestListener): Promise<RunningServer> {
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().regex(/^[a-z_-]+(\.[a-z_]+)?$/),
  requestId: z.string().min(8),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.output<typeof Problem>;

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

export type CallOptions<E extends Endpoint> = {
  readonly params?: Given<E["params"]>;
  readonly query?: Given<E["query"]>;
  /** Sent as JSON; bytes and text are sent as they are. */
  readonly body?: Given<E["body"]> | Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the client's own token; null for none. */
  readonly token?: string | null;
};

export type CallAnswer<E extends Endpoint> = {
  readonly status: number;
  readonly headers: Headers;
  /** Of a success; reading it of a refusal fails the test and shows the problem. */
  readonly body: z.output<E["reply"]>;
  /** Of a refusal. */
  readonly problem: Problem | undefined;
};

export type Client<A extends Api> = {
  readonly [Name in keyof A]: (options?: CallOptions<A[Name]>) => Promise<CallAnswer<A[Name]>>;
};

export function createClient<A extends Api>(
  url: string,
  api: A,
  { token }: { token?: string | undefined } = {},
): Client<A> {
  const calls = Object.entries<Endpoint>(api).map(([name, endpoint]) => [
    name,
    (options: CallOptions<Endpoint> = {}) => call(url, endpoint, { ...(token && { token }), ...options }),
  ]);
  return Object.fromEntries(calls) as Client<A>;
}

async function call(
  url: string,
  endpoint: Endpoint,
  options: CallOptions<Endpoint>,
): Promise<CallAnswer<Endpoint>> {
  const { params, query, body, headers, token } = options;
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params?.[name];
    assert.ok(typeof value === "string" || typeof value === "number", `${endpoint.path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const response = await fetch(url + path + toSearch(query), {
    method: endpoint.method.toUpperCase(),
    headers: {
      ...(body !== undefined && { "content-type": endpoint.bodyTypes?.[0] ?? "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
    redirect: "manual",
  });
  return readAnswer(endpoint, response);
}

function toSearch(query: Record<string, unknown> | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined) search.append(name, String(each));
  return search.size > 0 ? `?${search.toString()}` : "";
}

async function readAnswer(endpoint: Endpoint, response: Response): Promise<CallAnswer<Endpoint>> {
  const { status, headers } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.ok(headers.get("x-request-id"), "every answer carries a request id");
  if (status >= 400) {
    assert.equal(headers.get("content-type"), "application/problem+json");
    const problem = Problem.parse(JSON.parse(bytes.toString()));
    assert.equal(problem.status, status);
    assert.equal(problem.requestId, headers.get("x-request-id"));
    return {
      status,
      headers,
      problem,
      get body() {
        return assert.fail(`The answer is a refusal: ${JSON.stringify(problem)}`);
      },
    };
  }
  if (status !== 304) checkHeaders(endpoint, headers);
  return { status, headers, problem: undefined, body: readBody(endpoint, status, headers, bytes) };
}

/** What the documents say of an answer's headers is made from the contract alone. */
function checkHeaders({ etag, location, query }: Endpoint, headers: Headers): void {
  assert.equal(headers.has("etag"), etag === true, "an answer has an ETag when its contract says so");
  assert.equal(
    headers.has("location"),
    location === true,
    "an answer has a Location when its contract says so",
  );
  if (headers.has("link")) assert.ok(query && "cursor" in query.shape, "only a list has a next page");
}

/** Parsing drops what the contract does not name; a difference to what was sent is a leak. */
function readBody({ reply, replyType }: Endpoint, status: number, headers: Headers, bytes: Buffer): unknown {
  if (replyType !== undefined) return bytes;
  if (status === 204 || status === 304) {
    assert.equal(bytes.length, 0, `${status} has no body`);
    return undefined;
  }
  assert.equal(headers.get("content-type"), "application/json");
  const sent: unknown = JSON.parse(bytes.toString());
  assert.deepStrictEqual(reply.parse(sent), sent, "the answer has only what its contract names");
  return sent;
}
