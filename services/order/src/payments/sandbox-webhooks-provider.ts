/** Events of the payment sandbox, signed after Standard Webhooks. */
import { Id, Money } from "@shop/contracts/language/values";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import type { Notice } from "../orders/transitions/notice.ts";
import { paymentErrors } from "./errors.ts";
import type { PaymentWebhooks, SentEvent } from "./notice.ts";
import { parseEvent } from "./webhook-provider.ts";

const prefix = "payment.";
const types = ["authorised", "captured", "declined", "voided", "refunded"] as const;

const Named = z.object({ id: z.string().min(1).max(200), type: z.string().min(1).max(200) });
const Charge = z.object({
  id: z.string().min(1).max(200),
  orderId: Id,
  amount: Money,
  captured: Money,
  refunded: Money,
});
const Event = Named.extend({ at: z.iso.datetime(), reason: z.string().max(500).optional(), data: Charge });

export function createSandboxWebhooks({ secret }: { readonly secret: string }): PaymentWebhooks {
  const webhook = new Webhook(secret);
  return {
    provider: "sandbox",
    read: async (sent) => {
      verify(webhook, sent);
      const body = toJson(sent.bytes);
      const type = typeOf(parseEvent(Named, body).type);
      // What a later sandbox tells of besides is none of our business, and no fault.
      return type && toNotice(type, parseEvent(Event, body));
    },
  };
}

/** Over the bytes as they came, within five minutes of now, for any of the signatures in the header. */
function verify(webhook: Webhook, { bytes, headers }: SentEvent): void {
  const signed = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
  try {
    const given = Object.fromEntries(signed.map((name) => [name, String(headers[name] ?? "")]));
    webhook.verify(bytes, given, { jsonParse: false });
  } catch (cause) {
    throw paymentErrors.badSignature(cause);
  }
}

function toJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw paymentErrors.badEvent([{ path: "body", message: "is not valid JSON" }]);
  }
}

const typeOf = (name: string) => types.find((type) => name === `${prefix}${type}`);

const toNotice = (type: Notice["type"], { id, reason, data }: z.output<typeof Event>): Notice => ({
  id: `sandbox:${id}`,
  type,
  orderId: data.orderId,
  chargeId: data.id,
  amount: data.amount,
  captured: data.captured,
  refunded: data.refunded,
  reason: reason ?? null,
});
