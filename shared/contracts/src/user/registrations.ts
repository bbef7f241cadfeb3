/** How somebody comes to an account. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { Email } from "../language/text.ts";
import { PersonName } from "./accounts.ts";
import { Password } from "./passwords.ts";

export const registrationsApi = {
  register: defineEndpoint({
    method: "post",
    path: "/auth/register",
    summary:
      "Ask for an account; a mail has the link that confirms it. The answer is the same whether or not there is one",
    access: "all",
    token: "ignored",
    body: z.strictObject({ email: Email, password: Password, name: PersonName }),
    refuses: { invalid: ["auth.common_password", "auth.impossible_domain"], unavailable: ["auth.busy"] },
    status: 202,
    reply: z.object({ status: z.literal("accepted") }),
    cost: 5,
  }),
  verifyEmail: defineEndpoint({
    method: "post",
    path: "/auth/verify-email",
    summary: "Confirm an address with the token of the mail: from then on the account exists",
    access: "all",
    token: "ignored",
    body: z.strictObject({ token: z.string().min(1).max(200) }),
    refuses: { invalid: ["auth.invalid_token"] },
    status: 204,
    reply: z.undefined(),
  }),
};
