/**
 * Stripe over HTTP, as far as payments go: its answers have the form that stripe-mock's had when they were recorded, and
 * what they say follows from what was asked before. Where stripe-mock is installed, each request goes to it too, which
 * judges it by Stripe's own description of its API.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startServer } from "@shop/testing/http";
import { refusal, type Answer, type Intent } from "./stripe-answers.ts";
import { openStripeBooks } from "./stripe-books.ts";
import type { Judge } from "./stripe-mock.ts";
import type { Json } from "./stripe-recorded.ts";

/** Stripe's own, which it keeps as the outcome of the key that came with the request. */
const failures = {
  "stored 500": { status: 500, body: { error: { type: "api_error", message: "Something went wrong" } } },
  "stored 400": refusal(400, "balance_insufficient"),
} as const;

/** What the next request that fits meets instead of its answer. `done`: it was carried out before. */
export type Trouble = {
  readonly path: RegExp;
  /** Absent: any. */
  readonly key?: RegExp;
  readonly how: "silence" | "reset" | "502" | "page" | keyof typeof failures;
  readonly isDone: boolean;
};

const failureOf = ({ how }: Trouble): Answer | undefined =>
  how === "stored 500" || how === "stored 400" ? failures[how] : undefined;

export const secretKey = "sk_test_123";

function failInstead(trouble: Trouble | undefined, answer: () => Answer): Answer | undefined {
  const failure = trouble && failureOf(trouble);
  if (failure && trouble.isDone) answer();
  return failure;
}

function meet({ how }: Trouble, { socket }: IncomingMessage, response: ServerResponse): void {
  if (how === "silence") return;
  if (how === "reset") socket.resetAndDestroy();
  else response.writeHead(how === "502" ? 502 : 200).end("<h1>Hello</h1>");
}

/** `mock`: stripe-mock, where it is installed. */
export async function startFakeStripe(mock?: Judge) {
  const { perform, intents, refunds, sessions, pageAsked, pay, lagSearch } = openStripeBooks();
  const outcomes = new Map<string, { readonly asked: string; readonly answer: Answer }>();
  const troubles: Trouble[] = [];

  /** The first outcome of each key, whatever it was, as long as it comes with the same request. */
  const once = (
    key: string | undefined,
    asked: string,
    run: () => Answer,
  ): Answer & { isReplayed: boolean } => {
    const first = key === undefined ? undefined : outcomes.get(key);
    if (first && first.asked !== asked)
      return {
        status: 400,
        body: { error: { type: "idempotency_error", message: "Keys belong to one request" } },
        isReplayed: false,
      };
    const answer = first?.answer ?? run();
    // As it was then: later changes are not the first answer's.
    if (key !== undefined && !first) outcomes.set(key, { asked, answer: structuredClone(answer) });
    return { ...answer, isReplayed: first !== undefined };
  };

  const takeTrouble = (call: string, key = ""): Trouble | undefined => {
    // What has an outcome already can meet no failure that would become it.
    const fits = (trouble: Trouble) =>
      trouble.path.test(call) &&
      (trouble.key?.test(key) ?? true) &&
      (failureOf(trouble) === undefined || !outcomes.has(key));
    const index = troubles.findIndex(fits);
    return index === -1 ? undefined : troubles.splice(index, 1)[0];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const body = await text(request);
    await mock?.judge(request, body);
    const at = new URL(url, "http://stripe");
    const key = headers["idempotency-key"]?.toString();
    const trouble = takeTrouble(`${method} ${at.pathname}`, key);
    const answer = () => perform(method, at, Object.fromEntries(new URLSearchParams(body)));
    const answerNow = () =>
      headers.authorization === `Bearer ${secretKey}`
        ? once(key, `${method} ${url} ${body}`, () => failInstead(trouble, answer) ?? answer())
        : { ...refusal(401, "api_key_invalid"), isReplayed: false };
    if (trouble && !failureOf(trouble)) {
      if (trouble.isDone) answerNow();
      return meet(trouble, request, response);
    }
    const { status, body: said, isReplayed } = answerNow();
    response.writeHead(status, {
      "content-type": "application/json",
      "request-id": `req_${randomUUID()}`,
      ...(isReplayed && { "idempotent-replayed": "true" }),
    });
    response.end(JSON.stringify(said));
  };

  const server = await startServer((request, response) => void handle(request, response));
  return {
    url: server.url,
    meets: (trouble: Trouble): void => void troubles.push(trouble),
    lagSearch,
    keys: (): string[] => [...outcomes.keys()],
    refundsOf: (intentId: string) => refunds.filter((each) => each.payment_intent === intentId),
    /** Whose page it is that a customer was led to. */
    orderAt: (url: string) =>
      [...sessions.values()].find((each) => url.includes(each.id))?.client_reference_id ?? "",
    sessionsOf: (orderId: string) =>
      [...sessions.values()].filter((each) => each.client_reference_id === orderId),
    /** What the order's page was asked for with. */
    asked: (orderId: string) => pageAsked.get(orderId) ?? {},
    /** What the customer does on a page of Stripe's. */
    pay,
    intentsOf: (orderId: string): Intent[] =>
      [...intents.values()].filter(({ metadata }) => (metadata as Json)["orderId"] === orderId),
    /** Days later a bank may refuse what goes back to it. */
    failRefunds: (intentId: string): void => {
      for (const each of refunds) if (each.payment_intent === intentId) each.status = "failed";
    },
    /** What the customer's bank says. */
    confirm: (id: string, isGood: boolean): void => {
      const error = { code: "payment_intent_authentication_failure" };
      const status = isGood ? "requires_capture" : "requires_payment_method";
      Object.assign(intents.get(id) ?? {}, { status, ...(!isGood && { last_payment_error: error }) });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
export type FakeStripe = Awaited<ReturnType<typeof startFakeStripe>>;
