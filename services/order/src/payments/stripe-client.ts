/** Stripe's own library, without repeats of its own: what is owed is repeated by whoever owes it. */
import { Agent as TlsAgent } from "node:https";
import { Agent } from "@shop/kit/net/http";
import { Stripe } from "stripe";
import { z } from "zod";
import { fromStripeAmount } from "./stripe-amount.ts";
import type { Charge, Unknown } from "./provider.ts";

export type StripeClient = Stripe & Disposable;

export function createStripeClient({
  secretKey,
  url,
  timeoutMs,
}: {
  readonly secretKey: string;
  readonly url: string;
  /** For one call. */
  readonly timeoutMs: number;
}): StripeClient {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === "https:";
  const httpAgent = isTls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const stripe = new Stripe(secretKey, {
    protocol: isTls ? "https" : "http",
    host: hostname,
    port: port || (isTls ? 443 : 80),
    httpAgent,
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return Object.assign(stripe, { [Symbol.dispose]: () => httpAgent.destroy() });
}

const Refunded = z.object({ amount_refunded: z.int().nonnegative() });

/** What is read of a payment; the rest of it is none of our business. */
export const Intent = z.object({
  id: z.string().min(1),
  status: z.string(),
  amount: z.int().nonnegative(),
  amount_received: z.int().nonnegative(),
  currency: z.string().regex(/^[a-z]{3}$/),
  metadata: z.record(z.string(), z.string()),
  next_action: z.object({ redirect_to_url: z.object({ url: z.url() }).nullish() }).nullish(),
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish() }).nullish(),
  /** Whole where it was asked for, else its id. */
  latest_charge: z.union([Refunded, z.string()]).nullish(),
});
export type Intent = z.output<typeof Intent>;

export const reasonOf = ({ last_payment_error: error }: Pick<Intent, "last_payment_error">): string =>
  error?.decline_code ?? error?.code ?? "declined";

/** Undefined for one that was never confirmed: it only closes its reference. */
export function toCharge(intent: Intent): Charge | undefined {
  const { id, amount_received: received, currency, latest_charge: charge } = intent;
  const refunded = typeof charge === "object" && charge !== null ? charge.amount_refunded : 0;
  const status = statusOf(intent, refunded);
  const toMoney = (amount: number) => fromStripeAmount(amount, currency);
  return status && { id, status, captured: toMoney(received), refunded: toMoney(refunded) };
}

function statusOf(intent: Intent, refunded: number): Charge["status"] | undefined {
  switch (intent.status) {
    case "requires_capture":
      return "authorised";
    case "canceled":
      return "voided";
    case "succeeded":
      if (refunded === 0) return "captured";
      return refunded < intent.amount_received ? "partially_refunded" : "refunded";
    case "requires_payment_method":
      return intent.last_payment_error ? "declined" : undefined;
    default:
      return "pending";
  }
}

/** What a call came to: what it answered, Stripe's own no, or nothing that could be believed. */
export type Asked<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  | (No & Failed)
  | (Unknown & Failed);

export type No = {
  readonly kind: "no";
  readonly code: string;
  readonly isKeyReused: boolean;
  /** The customer's bank has said it. */
  readonly isBanks: boolean;
};

/** Stored: the failure of an earlier request under the same key, which ends each that comes with it. */
type Failed = { readonly isStored: boolean };

/** Never throws. */
export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  call: () => Promise<unknown>,
): Promise<Asked<z.output<Schema>>> {
  try {
    const parsed = schema.safeParse(await call());
    return parsed.success ? { kind: "answer", answer: parsed.data } : { kind: "unknown", isStored: false };
  } catch (error) {
    return toFailure(error);
  }
}

function toFailure(error: unknown): Exclude<Asked<never>, { kind: "answer" }> {
  if (error instanceof Stripe.errors.StripeIdempotencyError)
    return { kind: "no", code: "idempotency_key_reused", isKeyReused: true, isBanks: false, isStored: false };
  const isStored = error instanceof Stripe.errors.StripeError && isReplayed(error);
  if (!isDefinite(error)) return { kind: "unknown", isStored };
  const code = error.decline_code ?? error.code ?? error.type;
  const isBanks = error instanceof Stripe.errors.StripeCardError;
  return { kind: "no", code, isKeyReused: false, isBanks, isStored };
}

const isReplayed = ({ headers }: Stripe.errors.StripeError): boolean =>
  headers?.["idempotent-replayed"] === "true";

/** Stripe has looked at the request and refused it. Keys that are not good and too many requests say nothing of the money. */
const isDefinite = (error: unknown): error is Stripe.errors.StripeError =>
  error instanceof Stripe.errors.StripeCardError || error instanceof Stripe.errors.StripeInvalidRequestError;
