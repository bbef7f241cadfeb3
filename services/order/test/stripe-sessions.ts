/** Pages of Stripe's where customers pay: what its books have of them, and what happens on them. */
import { randomUUID } from "node:crypto";
import { refusal, type Answer, type Fields, type Intent } from "./stripe-answers.ts";
import { recorded, type Json } from "./stripe-recorded.ts";

export type Session = Json & {
  id: string;
  status: "open" | "complete" | "expired";
  created: number;
  expires_at: number;
  client_reference_id: string;
  /** Its id; null before somebody has pressed the page's button. */
  payment_intent: string | null;
};

const nowS = (): number => Math.floor(Date.now() / 1_000);

/** What a customer does on the page. `asked`: their bank wants a confirmation. */
export type OnPage = "paid" | "declined" | "asked";

/** `whole`: a payment as it is answered where it was asked for. */
export function openStripeSessions(intents: Map<string, Intent>, whole: (intent: Intent) => Json) {
  const sessions = new Map<string, Session>();
  const asked = new Map<string, Fields>();

  const create = (fields: Fields): Answer => {
    const expiresAt = Number(fields["expires_at"]);
    const [amount, currency] = ["unit_amount", "currency"].map(
      (name) => fields[`line_items[0][price_data][${name}]`] ?? "",
    );
    // Stripe's own limits.
    if (expiresAt < nowS() + 30 * 60 || expiresAt > nowS() + 24 * 60 * 60)
      return refusal(400, "parameter_invalid_integer");
    if (/[^\x21-\x7e]/.test(fields["customer_email"] ?? "")) return refusal(400, "email_invalid");
    if (fields["mode"] !== "payment" || !amount || !currency) return refusal(400, "parameter_missing");
    const id = `cs_test_${randomUUID()}`;
    const session = {
      ...recorded.session,
      id,
      status: "open",
      created: nowS(),
      expires_at: expiresAt,
      client_reference_id: fields["client_reference_id"],
      amount_total: Number(amount),
      currency,
      payment_intent: null,
      url: `https://checkout.stripe.com/c/pay/${id}#fid`,
    } as Session;
    sessions.set(id, session);
    asked.set(session.client_reference_id, fields);
    return { status: 200, body: session };
  };

  /** Made when the page's button is first pressed, and used by each card that is tried. */
  const intentOf = (session: Session): Intent => {
    const known = session.payment_intent === null ? undefined : intents.get(session.payment_intent);
    if (known) return known;
    const fields = asked.get(session.client_reference_id) ?? {};
    const metadata = Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => {
        const key = /^payment_intent_data\[metadata\]\[(\w+)\]$/.exec(name)?.[1];
        return key === undefined ? [] : [[key, value]];
      }),
    );
    const intent = {
      ...recorded.intent,
      id: `pi_${randomUUID()}`,
      created: nowS(),
      amount: Number(session["amount_total"]),
      amount_received: 0,
      currency: session["currency"],
      capture_method: fields["payment_intent_data[capture_method]"],
      metadata,
      last_payment_error: null,
      next_action: null,
    } as unknown as Intent;
    intents.set(intent.id, intent);
    session.payment_intent = intent.id;
    return intent;
  };

  const expire = (session: Session): Answer => {
    if (session.status !== "open") return refusal(400, "resource_invalid_state");
    const intent = session.payment_intent === null ? undefined : intents.get(session.payment_intent);
    if (intent) intent.status = "canceled";
    Object.assign(session, { status: "expired", url: null });
    return { status: 200, body: session };
  };

  const expanded = (session: Session, isWhole: boolean): Json => {
    const intent = isWhole && session.payment_intent !== null && intents.get(session.payment_intent);
    return intent ? { ...session, payment_intent: whole(intent) } : session;
  };

  const onSession = (id: string, verb: string | undefined, isWhole: boolean): Answer => {
    const session = sessions.get(id);
    if (!session) return refusal(404, "resource_missing");
    const answer: Answer = verb === "expire" ? expire(session) : { status: 200, body: session };
    return answer.status === 200 ? { status: 200, body: expanded(session, isWhole) } : answer;
  };

  return {
    sessions,
    /** By the order's id. */
    asked,
    create,
    onSession,
    /** Answers the payment as it is then; throws on a page that takes nothing any more. */
    pay: (id: string, how: OnPage): Intent => {
      const session = sessions.get(id);
      if (session?.status !== "open") throw new Error(`Nobody can pay on ${id}`);
      const intent = intentOf(session);
      const error = { code: "card_declined", decline_code: "insufficient_funds" };
      if (how === "paid") Object.assign(session, { status: "complete", url: null });
      return Object.assign(intent, {
        status: { paid: "requires_capture", declined: "requires_payment_method", asked: "requires_action" }[
          how
        ],
        last_payment_error: how === "declined" ? error : null,
      });
    },
  };
}
