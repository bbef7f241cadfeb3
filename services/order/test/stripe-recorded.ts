/** Objects of Stripe in the form that stripe-mock gave them. */
import { readFileSync } from "node:fs";

export type Json = Record<string, unknown>;

export const recorded = JSON.parse(
  readFileSync(new URL("stripe-recorded.json", import.meta.url), "utf8"),
) as Readonly<
  Record<
    "intent" | "charge" | "refund" | "method" | "search" | "refunds" | "event" | "dispute" | "session",
    Json
  >
>;
