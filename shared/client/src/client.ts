/** The shop as an object of functions, one for each endpoint of its contracts. */
import type { Api, Endpoint } from "@shop/contracts/language/endpoint";
import type { Ask } from "./call.ts";
import { repeat } from "./repeat.ts";
import { readJson, Refused, throwNoAnswer, toProblem } from "./refusal.ts";
import type { Session } from "./session.ts";
import { answered, readEvents, readRows } from "./streams.ts";
import { toRequest, type AnyCall } from "./to-request.ts";
import type { Received, Sent, Transport } from "./transport.ts";

export type Client<A extends Api> = { readonly [Name in keyof A]: Ask<A[Name]> };

export type ClientOptions = {
  /** Whose calls these are; without it and without a token, nobody's. */
  readonly session?: Session;
  /** Instead of a session: what is sent until it is refused, as an API key is. */
  readonly token?: string | undefined;
  /** How long a read, or a call with an idempotency key, is asked again while the shop cannot answer; milliseconds. */
  readonly repeatForMs?: number;
};

/**
 * Each function throws `Refused` when the shop says no, and `NoAnswer` when it says nothing; a call that is aborted by its
 * `signal` throws the signal's reason. Nothing that could be done twice is asked twice.
 */
export function createClient<A extends Api>(
  api: A,
  transport: Transport,
  { session, token, repeatForMs = 10_000 }: ClientOptions = {},
): Client<A> {
  const who = { transport, session, token, repeatForMs };
  const client: Record<string, (call?: AnyCall) => Promise<unknown>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(api)) client[name] = createAsk(endpoint, who);
  return client as object as Client<A>;
}

type Caller = {
  readonly transport: Transport;
  readonly session: Session | undefined;
  readonly token: string | undefined;
  readonly repeatForMs: number;
};

const createAsk =
  (endpoint: Endpoint, who: Caller) =>
  async (call: AnyCall = {}) => {
    const send = async () => {
      try {
        return await toAnswer(endpoint, await exchange(who, toRequest(endpoint, call)));
      } catch (error) {
        call.signal?.throwIfAborted();
        throw error;
      }
    };
    const { repeatForMs: forMs } = who;
    return isRepeatable(endpoint, call) ? repeat(send, { forMs, signal: call.signal }) : send();
  };

/** A body that is a stream can be read once. */
const isRepeatable = ({ method, bodyMode = "json" }: Endpoint, { idempotencyKey }: AnyCall): boolean =>
  method === "get" || (idempotencyKey !== undefined && bodyMode === "json");

/** The answer, or `Refused`. A token that was refused is renewed once: nothing was done with it. */
async function exchange({ transport, session, token: fixed }: Caller, sent: Sent): Promise<Received> {
  const token = session ? await session.token() : fixed;
  const received = await sendAs(transport, token, sent);
  if (isSuccess(received)) return received;
  const refused = await refusalOf(received);
  if (!session || token === undefined || refused.problem.code !== "auth.invalid_token") throw refused;
  if (isStream(sent.body)) throw refused;
  const again = await sendAs(transport, await session.renew(token), sent);
  if (isSuccess(again)) return again;
  throw await refusalOf(again);
}

/** The shop sends no program elsewhere, and is asked for no answer that somebody has already. */
const isSuccess = ({ status }: Received): boolean => status >= 200 && status < 300;

const isStream = (body: Sent["body"]): boolean =>
  body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);

const sendAs = (transport: Transport, token: string | undefined, sent: Sent): Promise<Received> => {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return transport({ ...sent, headers: { ...sent.headers, ...authorization } }).catch(throwNoAnswer);
};

async function refusalOf(received: Received): Promise<Refused> {
  const text = new TextDecoder().decode(await received.bytes().catch(throwNoAnswer));
  return new Refused(toProblem(received, text));
}

async function toAnswer(endpoint: Endpoint, received: Received) {
  const { status, header } = received;
  return {
    status,
    body: await toBody(endpoint, received),
    requestId: header("x-request-id") ?? "",
    ...(endpoint.etag && { etag: header("etag") }),
    ...(endpoint.location && { location: header("location") }),
  };
}

async function toBody({ replyMode, replyType }: Endpoint, received: Received): Promise<unknown> {
  const { status, bytes, parts } = received;
  if (replyMode === "stream") {
    if (replyType === "text/event-stream") return readEvents(received);
    return replyType === "application/x-ndjson" ? readRows(received) : answered(parts());
  }
  const whole = await bytes().catch(throwNoAnswer);
  if (replyType !== undefined) return whole;
  return status === 204 || whole.length === 0
    ? undefined
    : readJson(received, new TextDecoder().decode(whole));
}
