/** What is in the bag. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { linkName } from "../language/access.ts";
import { defineForm, definePersonalPage } from "../language/web-page.ts";

/** Lists that belong together: the first of each is of the first line. */
const ofLines = z.array(z.string()).default([]);

export const bagPages = {
  bagPage: definePersonalPage({
    path: "/bag",
    summary: "What I mean to buy, at today's prices, and what keeps me from buying it",
    query: z.object({
      /** What was just put into it. */
      added: z.string().max(64).optional(),
      /** The order that was to be bought again, and what a mail's link shows it by. */
      again: z.string().max(64).optional(),
      [linkName]: z.string().max(200).optional(),
      /** The order that was to be paid with another card, of which nothing is left in it. */
      from: z.string().max(64).optional(),
    }),
  }),
  changeBag: defineForm({
    path: "/bag",
    summary: "Other quantities, and what is to be done then: buy, take out, use a coupon",
    priority: "checkout",
    body: z.object({
      sku: ofLines,
      quantity: ofLines,
      /** The quantities that the page showed: what nobody touched is not sent on. */
      was: ofLines,
      coupon: z.string().optional(),
      /** Which button; `remove:<sku>`, `remove-coupon`, `checkout`, else the quantities alone. */
      do: z.string().optional(),
    }),
  }),
  addToBag: defineForm({
    path: "/bag/lines",
    summary: "Put something into my bag; the first time makes a guest",
    priority: "checkout",
    body: z.object({
      sku: Sku,
      quantity: z
        .string()
        .regex(/^[1-9]\d?$/, "must be a whole number from 1 to 99")
        .default("1"),
      /** Where to go on: a path of ours; the bag unless stated. */
      to: z.string().optional(),
      /** Its product by slug or id: where to go back when it cannot be added. */
      product: z.string().optional(),
    }),
  }),
};
