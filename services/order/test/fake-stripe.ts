/**
 * Stripe over HTTP, as far as payments go: its answers have the form that stripe-mock's had when they were recorded, and
 * what they say follows from what was asked before. Where stripe-mock is installed, each request goes to it too, which
 * judges it by Stripe's own description of its API.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startServer } from "@shop/testing/http";
import { recorded, type Json } from "./stripe-recorded.ts";
import type { Judge } from "./stripe-mock.ts";

type Answer = { readonly status: number; readonly body: Json };
type Fields = Readonly<Record<string, string>>;

type Intent = Json & {
  id: string;
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
};
type Refund = Json & { payment_intent: string; amount: number; status?: string };

/** What the next request that fits meets instead of its answer. `done`: it was carried out before. */
export type Trouble = {
  readonly path: RegExp;
  readonly how: "silence" | "reset" | "502" | "page";
  readonly isDone: boolean;
};

export const secretKey = "sk_test_123";

const refusal = (status: number, code: string, more: Json = {}): Answer => ({
  status,
  body: {
    error: { type: status === 402 ? "card_error" : "invalid_request_error", code, message: code, ...more },
  },
});

function meet({ how }: Trouble, { socket }: IncomingMessage, response: ServerResponse): void {
  if (how === "silence") return;
  if (how === "reset") socket.resetAndDestroy();
  else response.writeHead(how === "502" ? 502 : 200).end("<h1>Hello</h1>");
}

/** `mock`: stripe-mock, where it is installed. */
export async function startFakeStripe(mock?: Judge) {
  const intents = new Map<string, Intent>();
  const refunds: Refund[] = [];
  const outcomes = new Map<string, { readonly asked: string; readonly answer: Answer }>();
  const troubles: Trouble[] = [];
  let isSearchLate = false;

  const refundedOf = (id: string): number =>
    refunds.filter((each) => each.payment_intent === id).reduce((sum, { amount }) => sum + amount, 0);
  const whole = (intent: Intent): Json => ({
    ...intent,
    latest_charge: { ...recorded.charge, payment_intent: intent.id, amount_refunded: refundedOf(intent.id) },
  });

  const create = (fields: Fields): Answer => {
    const id = `pi_${randomUUID()}`;
    const { payment_method: method, amount, currency = "", confirm } = fields;
    const base = { ...recorded.intent, id, amount: Number(amount), amount_received: 0, currency } as const;
    const metadata = { orderId: fields["metadata[orderId]"] };
    const intent = { ...base, metadata, last_payment_error: null, next_action: null } as unknown as Intent;
    if (confirm !== "true") intent.status = "requires_payment_method";
    else if (method === "pm_card_threeDSecure2Required") {
      intent.status = "requires_action";
      const url = `https://hooks.stripe.com/redirect/${id}`;
      intent["next_action"] = {
        type: "redirect_to_url",
        redirect_to_url: { url, return_url: fields["return_url"] },
      };
    } else if (method === "pm_card_visa" || method === recorded.method["id"])
      intent.status = "requires_capture";
    else if (method !== "pm_card_visa_chargeDeclinedInsufficientFunds")
      return refusal(400, "resource_missing");
    else {
      const no = { code: "card_declined", decline_code: "insufficient_funds" };
      intents.set(id, { ...intent, status: "requires_payment_method", last_payment_error: no });
      return refusal(402, no.code, { decline_code: no.decline_code });
    }
    intents.set(id, intent);
    return { status: 200, body: intent };
  };

  const capture = (intent: Intent, fields: Fields): Answer => {
    if (intent.status !== "requires_capture") return refusal(400, "payment_intent_unexpected_state");
    Object.assign(intent, { status: "succeeded", amount_received: Number(fields["amount_to_capture"]) });
    return { status: 200, body: intent };
  };

  const cancel = (intent: Intent): Answer => {
    if (["succeeded", "canceled"].includes(intent.status))
      return refusal(400, "payment_intent_unexpected_state");
    intent.status = "canceled";
    return { status: 200, body: intent };
  };

  const refund = (fields: Fields): Answer => {
    const id = fields["payment_intent"] ?? "";
    const amount = Number(fields["amount"]);
    const left = (intents.get(id)?.amount_received ?? 0) - refundedOf(id);
    if (amount > left) return refusal(400, "charge_already_refunded");
    const metadata = { refundId: fields["metadata[refundId]"] };
    const made = { ...recorded.refund, id: `re_${randomUUID()}`, payment_intent: id, amount, metadata };
    refunds.push(made);
    return { status: 200, body: made };
  };

  const search = (query: string): Answer => {
    const orderId = /'([^']+)'$/.exec(query)?.[1];
    const found = [...intents.values()].filter(({ metadata }) => (metadata as Json)["orderId"] === orderId);
    return { status: 200, body: { ...recorded.search, data: isSearchLate ? [] : found.map(whole) } };
  };

  const onRefunds = (method: string, url: URL, fields: Fields): Answer => {
    if (method === "POST") return refund(fields);
    const own = refunds.filter((each) => each.payment_intent === url.searchParams.get("payment_intent"));
    return { status: 200, body: { ...recorded.refunds, data: own } };
  };

  const onIntent = (id: string, verb: string | undefined, fields: Fields): Answer => {
    const intent = intents.get(id);
    if (!intent) return refusal(404, "resource_missing");
    if (verb === "capture") return capture(intent, fields);
    return verb === "cancel" ? cancel(intent) : { status: 200, body: whole(intent) };
  };

  const perform = (method: string, url: URL, fields: Fields): Answer => {
    const [, , noun, id, verb] = url.pathname.split("/");
    if (noun === "payment_methods") return { status: 200, body: recorded.method };
    if (noun === "refunds") return onRefunds(method, url, fields);
    if (id === undefined) return create(fields);
    if (id === "search") return search(url.searchParams.get("query") ?? "");
    return onIntent(id, verb, fields);
  };

  /** The first outcome of each key, as long as it comes with the same request. */
  const once = (key: string | undefined, asked: string, run: () => Answer): Answer => {
    const first = key === undefined ? undefined : outcomes.get(key);
    if (first && first.asked !== asked)
      return {
        status: 400,
        body: { error: { type: "idempotency_error", message: "Keys belong to one request" } },
      };
    const answer = first?.answer ?? run();
    // As it was then: later changes are not the first answer's.
    if (key !== undefined && !first) outcomes.set(key, { asked, answer: structuredClone(answer) });
    return answer;
  };

  const takeTrouble = (call: string): Trouble | undefined => {
    const index = troubles.findIndex(({ path }) => path.test(call));
    return index === -1 ? undefined : troubles.splice(index, 1)[0];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const body = await text(request);
    await mock?.judge(request, body);
    const at = new URL(url, "http://stripe");
    const key = headers["idempotency-key"]?.toString();
    const run = () => perform(method, at, Object.fromEntries(new URLSearchParams(body)));
    const answerNow = () =>
      headers.authorization === `Bearer ${secretKey}`
        ? once(key, `${method} ${url} ${body}`, run)
        : refusal(401, "api_key_invalid");
    const trouble = takeTrouble(`${method} ${at.pathname}`);
    if (trouble?.isDone) answerNow();
    if (trouble) return meet(trouble, request, response);
    const { status, body: said } = answerNow();
    response.writeHead(status, { "content-type": "application/json", "request-id": `req_${randomUUID()}` });
    response.end(JSON.stringify(said));
  };

  const server = await startServer((request, response) => void handle(request, response));
  return {
    url: server.url,
    meets: (trouble: Trouble): void => void troubles.push(trouble),
    /** Stripe's search knows of a payment up to a minute late. */
    lagSearch: (isLate: boolean): void => void (isSearchLate = isLate),
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
