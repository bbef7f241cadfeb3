/** Passwords as they are chosen and as they are typed, and how one takes the place of another. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { Email } from "../language/text.ts";

const passwordLength = { min: 8, max: 128 };

/** Decomposed letters are several units each: long enough for every password that is short enough once it is normalised. */
export const longestTyped = 8 * passwordLength.max;

export const typedPassword = z.string().refine((password) => password.isWellFormed(), {
  error: "must not hold half a surrogate pair",
  abort: true,
});

/**
 * Counted in characters as people see them in a field, not in bytes, and as it is hashed (NFKC), so that it does not
 * matter which keyboard it was typed on; any are allowed, and all of them count.
 */
export const Password = typedPassword
  .refine(
    (password) => {
      if (password.length > longestTyped) return false;
      const length = Array.from(password.normalize("NFKC")).length;
      return length >= passwordLength.min && length <= passwordLength.max;
    },
    { error: `must be ${passwordLength.min} to ${passwordLength.max} characters` },
  )
  .meta({ minLength: passwordLength.min, maxLength: passwordLength.max, format: "password" });

const ended = { status: 204, reply: z.undefined() } as const;

export const passwordsApi = {
  changePassword: defineEndpoint({
    method: "post",
    path: "/me/password",
    summary: "Choose another password; my other sessions end",
    description: "Who has a second factor must have shown one in this session.",
    access: "customer",
    body: z.strictObject({
      currentPassword: typedPassword.min(1).max(longestTyped),
      newPassword: Password,
    }),
    refuses: {
      unauthorized: ["auth.account_gone"],
      forbidden: ["auth.wrong_password", "auth.sign_in_again"],
      invalid: ["auth.common_password"],
      too_many: ["auth.too_many_attempts"],
      unavailable: ["auth.busy"],
    },
    cost: 5,
    ...ended,
  }),
  forgotPassword: defineEndpoint({
    method: "post",
    path: "/auth/forgot-password",
    summary:
      "Have a link mailed that lets me choose another password; the answer is the same for every address",
    access: "all",
    token: "ignored",
    body: z.strictObject({ email: Email }),
    status: 202,
    reply: z.object({ status: z.literal("accepted") }),
    cost: 5,
  }),
  resetPassword: defineEndpoint({
    method: "post",
    path: "/auth/reset-password",
    summary: "Choose another password with the token of the mail, once; all my sessions end",
    access: "all",
    token: "ignored",
    body: z.strictObject({ token: z.string().min(1).max(200), password: Password }),
    refuses: { invalid: ["auth.invalid_token", "auth.common_password"], unavailable: ["auth.busy"] },
    cost: 5,
    ...ended,
  }),
};
