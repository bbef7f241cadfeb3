/** Speaks to the shop as any client would, through its gateway; waits and asks again when it is busy. */
import { request as plain, type IncomingMessage } from "node:http";
import { request as overTls } from "node:https";
import { text as readText } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

type Request = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  /** Lines of a stream, instead of a JSON body. */
  readonly lines?: readonly string[];
  /** An SVG, instead of a JSON body. */
  readonly picture?: Uint8Array;
  /** Statuses that are an answer and not a failure. */
  readonly accept: readonly number[];
};

type Reply = { readonly status: number; readonly body: unknown };

export type ShopClient = {
  call(request: Request): Promise<Reply>;
  /** Resolves when the whole shop is ready; rejects with what is missing after `waitMs`. */
  untilReady(waitMs: number): Promise<void>;
};

const Readiness = z.object({ status: z.string() });

const attempts = 6;
const busy = new Set([429, 502, 503, 504]);

type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
};

/** `localAddress` is where the calls come from, for a shop that counts them by that. */
export function createShopClient(url: string, { localAddress }: { localAddress?: string } = {}): ShopClient {
  async function send({ method, path, token, ...sent }: Request): Promise<Answer> {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    const { type, payload } = toPayload(sent);
    if (payload !== undefined) headers["content-type"] = type;
    const target = new URL(path, url);
    const options = {
      method,
      headers,
      signal: AbortSignal.timeout(60_000),
      ...(localAddress === undefined ? {} : { localAddress }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const open = target.protocol === "https:" ? overTls : plain;
      open(target, options).on("response", resolve).on("error", reject).end(payload);
    });
    return { status: response.statusCode ?? 0, headers: response.headers, text: await readText(response) };
  }

  async function call(request: Request): Promise<Reply> {
    const what = `${request.method} ${request.path}`;
    for (let attempt = 1; ; attempt += 1) {
      const response = await send(request).catch((cause: unknown) => new Error(`${what} failed`, { cause }));
      if (!(response instanceof Error) && request.accept.includes(response.status)) {
        return { status: response.status, body: toJson(response.text) };
      }
      const mayRetry = response instanceof Error || busy.has(response.status);
      if (!mayRetry || attempt === attempts) throw toFailure(what, response);
      await wait(toPauseMs(response, attempt));
    }
  }

  async function untilReady(waitMs: number): Promise<void> {
    const end = Date.now() + waitMs;
    let seen = "no answer";
    while (Date.now() < end) {
      const response = await send({ method: "GET", path: "/health/ready", accept: [] }).catch(
        () => undefined,
      );
      // The gateway may be asked while a service behind it is still coming: then it says so.
      if (response?.status === 200 && isWhole(response.text)) return;
      seen = response ? `${response.status} ${response.text}` : "no answer";
      await wait(250);
    }
    throw new Error(
      `The shop at ${url} was not ready within ${Math.round(waitMs / 1000)} s; last seen: ${seen}`,
    );
  }

  return { call, untilReady };
}

function toPayload({ body, lines, picture }: Pick<Request, "body" | "lines" | "picture">) {
  if (picture) return { type: "image/svg+xml", payload: picture };
  if (lines) return { type: "application/x-ndjson", payload: lines.map((line) => `${line}\n`).join("") };
  return { type: "application/json", payload: body === undefined ? undefined : JSON.stringify(body) };
}

function toPauseMs(response: Answer | Error, attempt: number): number {
  const asked =
    response instanceof Error ? Number.NaN : Number(response.headers["retry-after"] ?? Number.NaN);
  return Number.isNaN(asked) ? 250 * 2 ** attempt : Math.min(asked, 60) * 1000;
}

const toFailure = (what: string, response: Answer | Error): Error =>
  response instanceof Error ? response : new Error(`${what} answered ${response.status}: ${response.text}`);

function isWhole(text: string): boolean {
  return Readiness.safeParse(toJson(text)).data?.status === "ok";
}

const toJson = (text: string): unknown => (text === "" ? undefined : JSON.parse(text));
