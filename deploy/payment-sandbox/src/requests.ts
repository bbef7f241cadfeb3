/** What clients may send. */
import { createHash } from "node:crypto";
import { z } from "zod";

const Amount = z.strictObject({
  amount: z.int().positive(),
  currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
});
const OrderId = z.string().min(1).max(64);
const Key = z.string().regex(/^[\x21-\x7e]{1,255}$/);

export const Authorisation = z.strictObject({
  orderId: OrderId,
  amount: Amount,
  token: z.string().min(1).max(255),
});
export const Capture = z.strictObject({ amount: Amount });
export const Void = z.strictObject({});
export const Refund = z.strictObject({ amount: Amount, reason: z.string().min(1).max(500).optional() });
export const ReferenceVoid = z.strictObject({ reference: Key, orderId: OrderId });

export const ChargeQuery = z.strictObject({
  orderId: OrderId.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .optional(),
});

/** The header's value, with or without the quotes of a structured field. */
export const toKey = (header: string | undefined): string | undefined =>
  Key.safeParse(header?.replace(/^"(.*)"$/, "$1")).data;

/** Equal for equal requests: bodies are parsed first, so their properties come in the schema's order. */
export const toFingerprint = (path: string, body: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify([path, body]))
    .digest("base64url");
