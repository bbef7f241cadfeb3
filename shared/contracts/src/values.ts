/** The small values that every contract is made of. */
import { z } from "zod";
import { wholeNumber } from "./text.ts";

/** Ours or imported; safe in a path, a key and a file name. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -");

/** In minor units: a sum beyond it is refused, never computed. */
export const maxAmount = 1_000_000_000_000;

/** Integer minor units with an ISO 4217 code, never a float. */
export const Money = z
  .object({ amount: z.int().nonnegative().max(maxAmount), currency: z.enum(["EUR"]) })
  .meta({ id: "Money" });
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
export const Timestamp = z.iso.datetime({ precision: 3 });

export const Country = z.string().regex(/^[A-Z]{2}$/, "must be an ISO 3166-1 alpha-2 code");

/** What every list takes; the cursor is opaque and belongs to its query. */
export const pageQuery = {
  limit: wholeNumber(1, 100).default(20),
  cursor: z.string().max(1000).optional(),
};

/** What every list answers. `next` continues it; null at its end. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | null };
