/** What a guest had becomes the customer's who has signed in. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { Cart } from "./carts.ts";

const NotTaken = z
  .object({
    sku: Sku,
    /** Units that found no room. */
    quantity: z.int().positive(),
    /** `too_many`: of this SKU; `too_many_lines`: of lines. */
    reason: z.enum(["too_many", "too_many_lines"]),
  })
  .meta({ id: "NotTaken" });
export type NotTaken = z.infer<typeof NotTaken>;

const ClaimedCart = Cart.extend({
  /** What of the guest's cart did not fit into the caller's. */
  notTaken: z.array(NotTaken),
}).meta({ id: "ClaimedCart" });

export const claimsApi = {
  claimCart: defineEndpoint({
    method: "post",
    path: "/cart/claim",
    summary: "Take over a guest's cart and orders",
    description:
      "The guest's lines are added to mine, and its orders become mine; done again, it changes nothing. Of a cart that is being bought, what was bought leaves mine when its order is confirmed; while both carts are being bought, the guest's stays where it is, and is asked for again when one of the orders is settled. An access token that has expired is no longer good: refresh the guest's session first, nothing is lost meanwhile. One whose session has ended is good for nothing.",
    access: "customer",
    /** `guestToken`: the guest's access token. */
    body: z.strictObject({ guestToken: z.string().min(1).max(4096) }),
    ifMatch: "honoured",
    etag: true,
    refuses: {
      invalid: ["cart.bad_guest_token"],
      unavailable: ["catalog.unavailable", "user.unavailable"],
      conflict: ["cart.in_checkout"],
    },
    status: 200,
    reply: ClaimedCart,
  }),
};
