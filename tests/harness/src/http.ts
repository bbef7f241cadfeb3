/** A running app on a free port, and the typed client made loose: it also asks what no client would, and shows all that came. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, Call } from "@shop/client/call";
import { isProblem, orProblem, type Problem } from "@shop/client/refusal";
import { createFetchTransport } from "@shop/client/transport";
import type { Api, Endpoint } from "@shop/contracts/language/endpoint";
import type { z } from "zod";
import { askHeld } from "./held-client.ts";

export type { Problem } from "@shop/client/refusal";

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

type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** Nothing is demanded, whatever the contract says. */
export type CallOptions<E extends Endpoint> = Partial<Omit<Call<E>, "body">> & {
  /** Sent as JSON; bytes and text are sent as they are. */
  readonly body?: Given<E["body"]> | Uint8Array | string;
  /** Beside what the call makes of itself, or instead. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the client's own token; null for none. */
  readonly token?: string | null;
};

export type CallAnswer<E extends Endpoint> = {
  readonly status: number;
  readonly headers: Headers;
  /** Of a success; reading it of a refusal fails the test and shows the problem. */
  readonly body: Answer<E>["body"];
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
  { token, headers: given = {}, ...asked }: CallOptions<Endpoint>,
): Promise<CallAnswer<Endpoint>> {
  const { body } = asked;
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  let headers = new Headers();
  const send = async (to: string, init: RequestInit) => {
    const all = new Headers(init.headers);
    for (const [name, value] of Object.entries(given)) all.set(name, value);
    const response = await fetch(to, { ...init, ...(isRaw && { body }), headers: all });
    ({ headers } = response);
    return response;
  };
  const transport = createFetchTransport(url, { fetch: send });
  const answer = await orProblem(askHeld({ endpoint, transport, token: token ?? undefined }, asked));
  const { status } = answer;
  if (!isProblem(answer)) return { status, headers, problem: undefined, body: toPrintable(answer.body) };
  return {
    status,
    headers,
    problem: answer,
    get body() {
      return assert.fail(`The answer is a refusal: ${JSON.stringify(answer)}`);
    },
  };
}

/** Bytes say what they are when a test makes text of them. */
const toPrintable = (body: unknown): unknown => (body instanceof Uint8Array ? Buffer.from(body) : body);
