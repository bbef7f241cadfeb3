/** What Stripe has in its books of an account's payments, and what it answers to requests: from what was asked before. */
import { randomUUID } from "node:crypto";
import { refusal, type Answer, type Fields, type Intent, type Refund } from "./stripe-answers.ts";
import { recorded, type Json } from "./stripe-recorded.ts";
import { openStripeSessions } from "./stripe-sessions.ts";

/** Shorter than Stripe's. */
const pageOf = 10;

const page = (form: Json, rows: readonly (Json & { id: string })[], query: URLSearchParams): Answer => {
  const newestFirst = rows.toReversed();
  const from = newestFirst.findIndex(({ id }) => id === query.get("starting_after")) + 1;
  const data = newestFirst.slice(from, from + pageOf);
  return { status: 200, body: { ...form, data, has_more: from + pageOf < newestFirst.length } };
};

export function openStripeBooks() {
  const intents = new Map<string, Intent>();
  const refunds: Refund[] = [];
  let isSearchLate = false;

  const refundedOf = (id: string): number =>
    refunds
      .filter((each) => each.payment_intent === id && each.status !== "failed")
      .reduce((sum, { amount }) => sum + amount, 0);
  const whole = (intent: Intent): Json => ({
    ...intent,
    latest_charge: { ...recorded.charge, payment_intent: intent.id, amount_refunded: refundedOf(intent.id) },
  });

  const pages = openStripeSessions(intents, whole);
  const isOnOpenPage = ({ id }: Intent): boolean =>
    [...pages.sessions.values()].some(({ status, payment_intent: own }) => own === id && status === "open");

  const create = (fields: Fields): Answer => {
    const id = `pi_${randomUUID()}`;
    const { payment_method: method, amount, currency = "", confirm } = fields;
    const created = Math.floor(Date.now() / 1_000);
    const money = { amount: Number(amount), amount_received: 0, currency };
    const base = { ...recorded.intent, id, created, ...money } as const;
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
    // Of a page that is open, the page is to be expired instead.
    if (["succeeded", "canceled"].includes(intent.status) || isOnOpenPage(intent))
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
    const { currency } = intents.get(id) ?? {};
    const about = { payment_intent: id, amount, currency, metadata };
    const made = { ...recorded.refund, id: `re_${randomUUID()}`, ...about };
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
    return page(recorded.refunds, own, url.searchParams);
  };

  const list = (rows: Iterable<Json & { id: string }>, query: URLSearchParams): Answer => {
    const since = Number(query.get("created[gte]"));
    const found = [...rows].filter(({ created }) => Number(created) >= since);
    return page(recorded.refunds, found, query);
  };

  const onSessions = (method: string, { pathname, searchParams }: URL, fields: Fields): Answer => {
    const [, , , , id, verb] = pathname.split("/");
    if (id === undefined)
      return method === "GET" ? list(pages.sessions.values(), searchParams) : pages.create(fields);
    const wanted = searchParams.get("expand[0]") ?? fields["expand[0]"];
    return pages.onSession(id, verb, wanted === "payment_intent.latest_charge");
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
    if (noun === "checkout") return onSessions(method, url, fields);
    if (noun === "refunds") return onRefunds(method, url, fields);
    if (id === undefined) return method === "GET" ? list(intents.values(), url.searchParams) : create(fields);
    if (id === "search") return search(url.searchParams.get("query") ?? "");
    return onIntent(id, verb, fields);
  };

  return {
    perform,
    intents,
    refunds,
    sessions: pages.sessions,
    pageAsked: pages.asked,
    pay: pages.pay,
    /** Stripe's search knows of a payment up to a minute late. */
    lagSearch: (isLate: boolean): void => void (isSearchLate = isLate),
  };
}
