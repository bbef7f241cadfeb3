/** Webhooks of the payment provider as anybody could send them, signed or not. */
import { randomUUID } from "node:crypto";
import { webhookSecret, type PaymentSandbox } from "@shop/testing/payment-sandbox";
import { Webhook } from "standardwebhooks";

type Charge = ReturnType<PaymentSandbox["chargesOf"]>[number];

type Sent = {
  readonly body: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly provider?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export async function sendWebhook(url: string, sent: Sent): Promise<{ status: number; code?: string }> {
  const { body, secret = webhookSecret, at = new Date(), provider = "sandbox", headers = {} } = sent;
  const id = `msg_${randomUUID()}`;
  const answer = await fetch(`${url}/webhooks/payments/${provider}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
      ...headers,
    },
  });
  const { code } = (await answer.json()) as { code?: string };
  return { status: answer.status, ...(code !== undefined && { code }) };
}

export const toEvent = (type: string, data: Partial<Charge> & { readonly orderId: string }): string =>
  JSON.stringify({
    id: randomUUID(),
    type: `payment.${type}`,
    at: new Date().toISOString(),
    data: {
      id: "ch_of_somebody",
      key: `auth:${data.orderId}`,
      amount: { amount: 2489, currency: "EUR" },
      status: type,
      captured: { amount: 0, currency: "EUR" },
      refunded: { amount: 0, currency: "EUR" },
      at: new Date().toISOString(),
      ...data,
    },
  });
