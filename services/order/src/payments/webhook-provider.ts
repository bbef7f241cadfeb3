/** How events of any provider are read, once their signature is known to be good. */
import type { z } from "zod";
import { paymentErrors } from "./errors.ts";

/** What a provider sent, as its schema reads it. Throws `payment.bad_event`. */
export function parseEvent<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: path.join(".") || "body",
    message,
  }));
  throw paymentErrors.badEvent(errors.slice(0, 20));
}
