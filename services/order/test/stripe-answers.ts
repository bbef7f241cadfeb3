/** What Stripe is asked and answers, as far as payments go. */
import type { Json } from "./stripe-recorded.ts";

export type Answer = { readonly status: number; readonly body: Json };
export type Fields = Readonly<Record<string, string>>;

export type Intent = Json & {
  id: string;
  status: string;
  amount: number;
  amount_received: number;
  currency: string;
};
export type Refund = Json & { id: string; payment_intent: string; amount: number; status?: string };

export const refusal = (status: number, code: string, more: Json = {}): Answer => ({
  status,
  body: {
    error: { type: status === 402 ? "card_error" : "invalid_request_error", code, message: code, ...more },
  },
});
