/** An order found again by who has nothing but its number. */
import { z } from "zod";
import { linkName } from "../language/access.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { Email, line } from "../language/text.ts";

/** Who may read an order: whose it is, staff, and whoever has a link to it. */
export const orderReaders = { role: "guest", scope: "orders:read", orLink: true } as const;

/** In a link: the token that shows one order to whoever has it. */
export const linkQuery = {
  [linkName]: z
    .string()
    .min(1)
    .max(200)
    .meta({
      description: "The token of a link that a mail brought: it stands for a sign-in, for this one order.",
    })
    .optional(),
};

export const lookupsApi = {
  lookUpOrder: defineEndpoint({
    method: "post",
    path: "/orders/lookup",
    summary: "Have a link to an order sent to the address that ordered it; it is good for a day",
    description:
      "The answer is the same whether or not there is such an order. Digits that are misread for letters are forgiven.",
    access: "all",
    token: "ignored",
    body: z.strictObject({ number: line(40), email: Email }),
    refuses: { too_many: ["order.too_many_lookups"] },
    status: 202,
    reply: z.object({ status: z.literal("accepted") }),
    cost: 5,
  }),
};
