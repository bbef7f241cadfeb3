/** From the bag to an order. */
import { z } from "zod";
import { defineForm, definePersonalPage } from "../language/web-page.ts";

/** What is typed is judged by what an order needs, all at once; a page that is shown again has it as it was typed. */
const typed = z.string().optional();
const ofLines = z.array(z.string()).default([]);

export const checkoutPages = {
  checkoutPage: definePersonalPage({
    path: "/checkout",
    summary: "Who buys, where it goes, how, and what it comes to",
    /** `from`: an order that could not be paid; its address is filled in. */
    query: z.object({ from: z.string().max(64).optional() }),
  }),
  checkOut: defineForm({
    path: "/checkout",
    summary: "Place the order, once for each `key`; or show the same page for another country",
    priority: "checkout",
    body: z.object({
      email: typed,
      name: typed,
      /** The id of a saved address; `new`: what is typed. */
      address: typed,
      recipient: typed,
      line1: typed,
      line2: typed,
      city: typed,
      region: typed,
      postalCode: typed,
      country: typed,
      shippingMethod: typed,
      card: typed,
      /** Of this one order, made when the page was shown. */
      key: typed,
      /** What was shown as the total for each way to send it: `<method>:<amount>:<currency>`. */
      seen: ofLines,
      /** What was to be bought, for whoever is somebody else by now, or has another bag. */
      sku: ofLines,
      quantity: ofLines,
      /** `yes`: it was sent before, and nobody has said whether the order was placed. */
      open: typed,
      /** Which button: no other than `place` places an order. */
      do: typed,
    }),
  }),
};
