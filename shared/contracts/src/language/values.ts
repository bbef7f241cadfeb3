/** The small values that every contract is made of. */
import { z } from "zod";

/** Ours or imported; safe in a path, a key and a file name. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -");

/** In minor units: a sum beyond it is refused, never computed. */
export const maxAmount = 1_000_000_000_000;

/** Of ISO 4217; which of them a shop sells in, its configuration says. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code in upper case")
  .meta({ examples: ["EUR"] });

/** Integer minor units with an ISO 4217 code, never a float. */
export const Money = z.object({ amount: z.int().nonnegative().max(maxAmount), currency: Currency }).meta({
  id: "Money",
  description: "Whole minor units: cents of a euro, yen, thousandths of a dinar.",
  examples: [{ amount: 1999, currency: "EUR" }],
});
export type Money = z.infer<typeof Money>;

/** Money that a client sends; what is heard in events may gain a field, what is sent may not. */
export const MoneyInput = Money.strict()
  .extend({
    amount: z
      .int()
      .nonnegative()
      .max(maxAmount / 10),
  })
  .meta({ id: "MoneyInput" });

/** `amount` in cents. */
export const euros = (amount: number): Money => ({ amount, currency: "EUR" });

/** RFC 3339, UTC, milliseconds. */
export const Timestamp = z.iso.datetime({ precision: 3 }).meta({ examples: ["2026-11-25T10:15:30.123Z"] });

/** As somebody asks for a time: a day, or a moment of RFC 3339. */
export const Moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: "must be a date, or a date and time of RFC 3339",
});

export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code")
  .meta({ examples: ["DE"] });
