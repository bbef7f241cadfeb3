/**
 * The payment provider over HTTP. An answer is a yes, a definite no, or unknown:
 * a timeout, a reset and a 5xx all mean that it may or may not have happened.
 */
import { Money } from "@shop/contracts/language/values";
import { AppError } from "@shop/kit/errors";
import type { HttpClient } from "@shop/kit/http/client";
import { z } from "zod";
import type { Order } from "../orders/order.ts";
import type { Charge, PaymentProvider, RefundCall, Unknown } from "./provider.ts";

const ChargeReply = z.object({
  id: z.string(),
  key: z.string(),
  status: z.enum(["authorised", "declined", "voided", "captured", "refunded", "partially_refunded"]),
  captured: Money,
  refunded: Money,
});
const Authorisation = z.object({ id: z.string() });
const Charges = z.object({ items: z.array(ChargeReply) });
const RefundReply = z.object({ key: z.string() });
const Voided = z.object({ status: z.literal("voided") });

const unknown: Unknown = { kind: "unknown" };

const voided = "payment.reference_voided";

/** What this order's authorisation is known by at the provider. */
const referenceOf = (orderId: string) => `auth:${orderId}`;

const refundKeyOf = ({ id }: Pick<Order, "id">, refund: Pick<RefundCall, "id">) =>
  `refund:${id}:${refund.id}`;

export function createSandboxProvider(http: HttpClient): PaymentProvider {
  const find: PaymentProvider["find"] = ({ id }) =>
    orUnknown(async () => {
      const path = `/charges?orderId=${encodeURIComponent(id)}`;
      const { items } = await http.call({ method: "get", path, schema: Charges });
      const charge = items.find(({ key }) => key === referenceOf(id));
      return charge ? { kind: "found", charge } : { kind: "nothing" };
    });

  const capture: PaymentProvider["capture"] = ({ id, total }, chargeId) =>
    orUnknown(
      async () => {
        const path = `/charges/${encodeURIComponent(chargeId)}/capture`;
        const body = { amount: total };
        const idempotencyKey = `capture:${id}`;
        await http.call({ method: "post", path, body, schema: ChargeReply, idempotencyKey });
        return { kind: "captured" };
      },
      ({ code }) => (isNo.capture(code) ? { kind: "refused", reason: code } : unknown),
    );

  return {
    authorise: ({ id: orderId, total, payment }) =>
      orUnknown(
        async () => {
          const body = { orderId, amount: total, token: payment.token };
          const idempotencyKey = referenceOf(orderId);
          const { id } = await http.call({
            method: "post",
            path: "/authorisations",
            body,
            schema: Authorisation,
            idempotencyKey,
          });
          return { kind: "authorised", chargeId: id };
        },
        ({ code, details: { reason } }) => {
          if (code === voided) return { kind: "refused", reason: code };
          if (code !== "payment.declined") return unknown;
          return { kind: "declined", reason: typeof reason === "string" ? reason : code };
        },
      ),

    find,

    capture: async (order, chargeId) => {
      const answer = await capture(order, chargeId);
      if (answer.kind !== "refused" || answer.reason !== "charge.captured") return answer;
      // Somebody has taken it by hand: that is what was wanted, when it is all of it.
      const found = await find(order);
      if (found.kind === "unknown") return found;
      const isTaken = found.kind === "found" && found.charge.captured.amount === order.total.amount;
      return isTaken ? { kind: "captured" } : answer;
    },

    voidAuthorisation: async (order) => {
      const body = { reference: referenceOf(order.id), orderId: order.id };
      const idempotencyKey = `void:${order.id}`;
      const answer = await orUnknown(
        async () => {
          await http.call({ method: "post", path: "/voids", body, schema: Voided, idempotencyKey });
          return { kind: "voided" };
        },
        () => ({ kind: "refused" }),
      );
      if (answer.kind !== "refused") return answer;
      return capturedOrUnknown(await find(order));
    },

    refund: (order, refund) =>
      orUnknown(
        async () => {
          const { chargeId, amount, reason } = refund;
          const path = `/charges/${encodeURIComponent(chargeId)}/refunds`;
          const idempotencyKey = refundKeyOf(order, refund);
          const body = { amount, reason };
          await http.call({ method: "post", path, body, schema: ChargeReply, idempotencyKey });
          return { kind: "refunded" };
        },
        ({ code }) => (isNo.refund(code) ? { kind: "refused", reason: code } : unknown),
      ),

    findRefund: (order, refund) =>
      orUnknown(
        async () => {
          const path = `/refunds/${encodeURIComponent(refundKeyOf(order, refund))}`;
          await http.call({ method: "get", path, schema: RefundReply });
          return { kind: "found" };
        },
        ({ code }) => (code === "refund.not_found" ? { kind: "nothing" } : unknown),
      ),
  };
}

/** The provider's own words; what stands between it and us may refuse too, and knows nothing of the money. */
const isNo = {
  capture: (code: string) => code.startsWith("charge."),
  refund: (code: string) => code.startsWith("charge."),
};

/** A refused void means that the money was taken; anything else is not to be believed. */
const capturedOrUnknown = (
  answer: { kind: "found"; charge: Charge } | { kind: "nothing" } | Unknown,
): { kind: "captured"; charge: Charge } | Unknown =>
  answer.kind === "found" && answer.charge.captured.amount > 0
    ? { kind: "captured", charge: answer.charge }
    : unknown;

async function orUnknown<const Done, const Refused = never>(
  ask: () => Promise<Done>,
  onRefusal: (refusal: AppError) => Refused | Unknown = () => unknown,
): Promise<Done | Refused | Unknown> {
  try {
    return await ask();
  } catch (error) {
    return error instanceof AppError && isDefinite(error) ? onRefusal(error) : unknown;
  }
}

const isDefinite = ({ kind }: AppError): boolean =>
  kind !== "unavailable" && kind !== "timeout" && kind !== "too_many";
