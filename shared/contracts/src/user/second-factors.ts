/** A second proof of who somebody is: the codes of an app, passkeys, and recovery codes for when neither is at hand. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageQuery, pageShape } from "../language/page.ts";
import { Id, Timestamp } from "../language/values.ts";
import { longestTyped, typedPassword } from "./passwords.ts";
import { UserTokens } from "./sessions.ts";
import { Assertion, Attestation, CreationOptions, RequestOptions } from "./passkeys.ts";

const Kind = z.enum(["totp", "passkey"]);

export const SecondFactor = z
  .object({
    id: Id,
    kind: Kind,
    /** Only one that is confirmed is asked for. */
    confirmed: z.boolean(),
    createdAt: Timestamp,
    /** Null: not since it was confirmed. */
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: "SecondFactor" });
export type SecondFactor = z.infer<typeof SecondFactor>;

const SecondFactorPage = z
  .object({
    ...pageShape(SecondFactor),
    recoveryCodesLeft: z.int().nonnegative(),
  })
  .meta({ id: "SecondFactorPage" });

/** What is to be confirmed within ten minutes. */
export const BegunFactor = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("totp"),
      id: Id,
      /** For the app, as text or as a QR code. It is shown once. */
      otpauthUri: z.string(),
    }),
    z.object({ kind: z.literal("passkey"), id: Id, options: CreationOptions }),
  ])
  .meta({ id: "BegunFactor" });
export type BegunFactor = z.infer<typeof BegunFactor>;

/** Six digits, or a recovery code; dashes, blanks and case do not matter. */
const TypedCode = z.string().regex(/^[0-9A-Za-z -]{6,64}$/, "must be six digits or a recovery code");
const Challenge = z.string().min(1).max(200);

const params = z.object({ id: Id });
const gone = "auth.account_gone";
/** The session has not proved recently enough, or not by a factor, who uses it. */
const signInAgain = ["auth.sign_in_again"] as const;

export const secondFactorsApi = {
  listSecondFactors: defineEndpoint({
    method: "get",
    path: "/me/second-factors",
    summary: "What my sign-in asks for beside the password",
    access: "customer",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: SecondFactorPage,
  }),
  addSecondFactor: defineEndpoint({
    method: "post",
    path: "/me/second-factors",
    summary: "Begin to add the codes of an app, or a passkey; it counts once it is confirmed",
    description:
      "Within ten minutes of signing in; who has a factor already signs in with it. Another one of the same kind that was not confirmed is replaced.",
    access: "customer",
    body: z.strictObject({ kind: Kind }),
    refuses: {
      unauthorized: [gone],
      forbidden: signInAgain,
      conflict: ["second_factor.too_many"],
    },
    status: 201,
    reply: BegunFactor,
    cost: 2,
  }),
  confirmSecondFactor: defineEndpoint({
    method: "post",
    path: "/me/second-factors/:id/confirm",
    summary: "Show that it works: by a first code, or by what the browser answers",
    description: "All my other sessions end with the first one: they began without.",
    access: "customer",
    params,
    body: z.union([z.strictObject({ code: TypedCode }), z.strictObject({ attestation: Attestation })]),
    refuses: {
      unauthorized: [gone],
      forbidden: signInAgain,
      invalid: ["second_factor.wrong_code", "second_factor.wrong_attestation"],
      not_found: ["second_factor.not_found"],
      conflict: ["second_factor.too_many"],
    },
    status: 200,
    reply: SecondFactor,
    cost: 2,
  }),
  removeSecondFactor: defineEndpoint({
    method: "delete",
    path: "/me/second-factors/:id",
    summary: "Take it away; with the last one go the recovery codes",
    access: "customer",
    params,
    body: z.strictObject({ password: typedPassword.min(1).max(longestTyped) }),
    refuses: {
      unauthorized: [gone],
      forbidden: ["auth.wrong_password", ...signInAgain],
      not_found: ["second_factor.not_found"],
      conflict: ["second_factor.needed"],
      too_many: ["auth.too_many_attempts"],
      unavailable: ["auth.busy"],
    },
    status: 204,
    reply: z.undefined(),
    cost: 5,
  }),
  makeRecoveryCodes: defineEndpoint({
    method: "post",
    path: "/me/recovery-codes",
    summary: "Ten codes, each good once in place of a factor; those of before are void",
    description: "Within ten minutes of signing in with a factor, or of confirming one.",
    access: "customer",
    refuses: { forbidden: signInAgain, conflict: ["second_factor.none"] },
    status: 200,
    reply: z.object({ codes: z.array(z.string()).length(10) }),
    cost: 2,
  }),
};

export const secondFactorLoginApi = {
  beginWithPasskey: defineEndpoint({
    method: "post",
    path: "/auth/passkey",
    summary: "Begin to sign in with a passkey alone, without e-mail and password",
    access: "all",
    token: "ignored",
    status: 200,
    reply: z.object({ challenge: z.string(), options: RequestOptions }),
    cost: 5,
  }),
  answerChallenge: defineEndpoint({
    method: "post",
    path: "/auth/second-factor",
    summary: "Finish signing in: by a code of the app, a recovery code, or a passkey",
    access: "all",
    token: "ignored",
    body: z.union([
      z.strictObject({ challenge: Challenge, code: TypedCode }),
      z.strictObject({ challenge: Challenge, assertion: Assertion }),
    ]),
    refuses: {
      unauthorized: ["auth.invalid_challenge", "auth.wrong_second_factor"],
      too_many: ["auth.too_many_attempts"],
    },
    status: 200,
    reply: UserTokens,
    cost: 5,
  }),
};
