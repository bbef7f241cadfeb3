/** What a fake service was asked, read as its contract has it. */
import type { IncomingMessage } from "node:http";
import type { Endpoint } from "@shop/contracts/language/endpoint";

export type FakeCall = {
  readonly params: Readonly<Record<string, string>>;
  /** A list where a name came more than once. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** JSON, read; whatever else as text. */
  readonly body: unknown;
  readonly headers: IncomingMessage["headers"];
  /** Of its `Authorization`. */
  readonly token: string | undefined;
};

const pathOf = (request: IncomingMessage): string => new URL(request.url ?? "/", "http://x").pathname;

const patterns = new WeakMap<Endpoint, RegExp>();

function patternOf(endpoint: Endpoint): RegExp {
  const known = patterns.get(endpoint);
  if (known) return known;
  const pattern = new RegExp(`^${endpoint.path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`);
  patterns.set(endpoint, pattern);
  return pattern;
}

export const isAskedFor = (endpoint: Endpoint, request: IncomingMessage): boolean =>
  request.method?.toLowerCase() === endpoint.method && patternOf(endpoint).test(pathOf(request));

export async function readCall(endpoint: Endpoint, request: IncomingMessage): Promise<FakeCall> {
  const { groups = {} } = patternOf(endpoint).exec(pathOf(request)) ?? {};
  return {
    params: Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    ),
    query: queryOf(request),
    body: await bodyOf(request),
    headers: request.headers,
    token: /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1],
  };
}

function queryOf(request: IncomingMessage): FakeCall["query"] {
  const { searchParams } = new URL(request.url ?? "/", "http://x");
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const all = searchParams.getAll(name);
      return [name, all.length === 1 ? all[0]! : all];
    }),
  );
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text === "") return undefined;
  return request.headers["content-type"]?.includes("json") ? (JSON.parse(text) as unknown) : text;
}
