/** What was sold, by day, week or month. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { Currency, Id, Moment, Money, Timestamp } from "../language/values.ts";

/** Rows of one report. */
export const maxPeriods = 400;

/** What stands at the head of a table of products. */
export const topProducts = 10;

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
};

/** A name, no offset: only a name knows when clocks are changed. */
const TimeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, { error: "must be the name of a time zone", abort: true })
  .refine(isTimeZone, "must be a time zone of the IANA database")
  .meta({ examples: ["Europe/Berlin"] });

const SalesQuery = z
  .strictObject({
    /** A day, or a moment; absent: as many days, weeks or months before `to` as make 30 rows. */
    from: Moment.optional(),
    /** A day, which is part of it, or a moment; absent: now. */
    to: Moment.optional(),
    by: z.enum(["day", "week", "month"]).default("day"),
    /** Absent: the shop's first. */
    currency: Currency.optional(),
    timeZone: TimeZone.default("UTC"),
  })
  .meta({ id: "SalesQuery" });
export type SalesQuery = z.output<typeof SalesQuery>;

/** Of many orders, so it may be more than one order can be. */
const Sum = Money.extend({ amount: z.int().nonnegative() }).meta({ id: "Sum" });

const SalesReport = z
  .object({
    /** Oldest first; a period in which nothing was sold has its row too. */
    items: z.array(
      z.object({
        /** When the day, the week (from Monday) or the month begins in the time zone. */
        from: Timestamp,
        /** Totals of the orders whose money was captured in it, with shipping and before refunds. */
        revenue: Sum,
        orders: z.int().nonnegative(),
        units: z.int().nonnegative(),
        /** What was given back in it, whenever it was ordered. */
        refunds: Sum,
      }),
    ),
    /** Products by what was paid for them, the most first. */
    top: z.array(z.object({ productId: Id, name: z.string(), units: z.int().nonnegative(), revenue: Sum })),
  })
  .meta({ id: "SalesReport" });
export type SalesReport = z.infer<typeof SalesReport>;

export const reportsApi = {
  getSalesReport: defineEndpoint({
    method: "get",
    path: "/admin/reports/sales",
    summary: "Sales by day, week or month, and the products that sold best",
    description: "Cancelled orders add nothing. At most 400 rows.",
    access: { role: "staff", scope: "reports:read" },
    query: SalesQuery,
    refuses: { invalid: ["report.bad_period"], conflict: ["report.too_large"] },
    cost: 5,
    status: 200,
    reply: SalesReport,
  }),
};
