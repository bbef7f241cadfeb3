/** Every "no" of the provider, in the form of RFC 9457. */
import { STATUS_CODES } from "node:http";
import type { z } from "zod";

export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Extra members of the problem document. */
  readonly extra: Readonly<Record<string, unknown>>;
};

export const refuse = (
  status: number,
  code: string,
  detail: string,
  extra: Record<string, unknown> = {},
): Refusal => ({ status, code, detail, extra });

export const conflict = (code: string, detail: string, extra: Record<string, unknown> = {}): Refusal =>
  refuse(409, code, detail, extra);

export const refusals = {
  invalid: (error: z.ZodError) =>
    refuse(400, "request.invalid", "The request is not valid", {
      errors: error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
    }),
  keyMissing: () =>
    refuse(
      400,
      "request.idempotency_key",
      "The header Idempotency-Key is needed: 1 to 255 visible characters",
    ),
  keyReused: () => refuse(422, "request.key_reused", "This Idempotency-Key was used for another request"),
  notJson: () => refuse(415, "request.not_json", "The body must be application/json"),
  notFound: () => refuse(404, "request.not_found", "There is nothing here"),
  chargeNotFound: () => refuse(404, "charge.not_found", "There is no such charge"),
  refundNotFound: () => refuse(404, "refund.not_found", "Nothing was refunded under this key"),
  declined: (reason: string) => refuse(402, "payment.declined", "The payment was declined", { reason }),
  referenceVoided: () =>
    conflict("payment.reference_voided", "This reference was voided; it takes no authorisation"),
  otherOrder: () => conflict("payment.other_order", "This reference belongs to another order"),
  broken: () => refuse(500, "provider.error", "Something broke on our side; ask again with the same key"),
};

export const toProblem = ({ status, code, detail, extra }: Refusal) => ({
  type: "about:blank",
  title: STATUS_CODES[status] ?? "Error",
  status,
  detail,
  code,
  ...extra,
});
