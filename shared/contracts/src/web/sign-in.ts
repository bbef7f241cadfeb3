/** Signing in and out, and what leads there. The links of mails do nothing by being opened: a button does. */
import { z } from "zod";
import { Email } from "../language/text.ts";
import { defineForm, definePersonalPage } from "../language/web-page.ts";
import { PersonName } from "../user/accounts.ts";
import { Password } from "../user/passwords.ts";

/** Where to go on, a path of ours; anything else counts as nothing. */
const to = z.string().optional();
const shownTo = z.string().max(600).optional();
const Typed = z.string().max(1_100, "must be of 1,100 characters at most");
const MailedToken = z.string().max(200, "must be the one of the mail");

export const signInPages = {
  signInPage: definePersonalPage({
    path: "/sign-in",
    summary: "Sign in, and go on where one was",
    query: z.object({
      to: shownTo,
      /** What has led here. */
      after: z.enum(["verified", "reset", "signed-out", "ended", "too-late"]).optional().catch(undefined),
    }),
  }),
  signIn: defineForm({
    path: "/sign-in",
    summary: "Sign in; asks for a second factor where there is one. What a guest had in the bag comes along",
    body: z.object({ email: Typed, password: Typed, to }),
    cost: 5,
  }),
  answerSecondFactor: defineForm({
    path: "/sign-in/code",
    summary: "The second step: a code of an app, or a recovery code",
    body: z.object({
      challenge: z.string().max(200, "must be of 200 characters at most"),
      code: z.string().regex(/^[0-9A-Za-z -]{6,64}$/, "must be six digits or a recovery code"),
      /** Whether there is an app. */
      app: z.literal("yes", "must be yes or nothing").optional(),
      to,
    }),
    cost: 5,
  }),
  signOut: defineForm({ path: "/sign-out", summary: "Sign this browser out", body: z.object({}) }),
  registerPage: definePersonalPage({
    path: "/register",
    summary: "Ask for an account",
    query: z.object({ sent: z.string().max(10).optional(), to: shownTo }),
  }),
  register: defineForm({
    path: "/register",
    summary:
      "A mail has the link that confirms it; the answer is the same whether or not there is an account",
    body: z.object({ name: PersonName, email: Email, password: Password, to }),
    cost: 5,
  }),
  verifyEmailPage: definePersonalPage({
    path: "/verify-email",
    summary: "What the mail's link leads to: a button that confirms the address",
    query: z.object({ token: z.string().max(200).optional() }),
  }),
  verifyEmail: defineForm({
    path: "/verify-email",
    summary: "Confirm the address: from then on the account exists",
    body: z.object({ token: MailedToken }),
  }),
  forgotPasswordPage: definePersonalPage({
    path: "/forgot-password",
    summary: "Ask for a mail that lets one choose another password",
    query: z.object({ sent: z.string().max(10).optional(), to: shownTo }),
  }),
  forgotPassword: defineForm({
    path: "/forgot-password",
    summary: "Have the mail sent; the answer is the same for every address",
    body: z.object({ email: Email, to }),
    cost: 5,
  }),
  resetPasswordPage: definePersonalPage({
    path: "/reset-password",
    summary: "What the mail's link leads to: a new password",
    query: z.object({ token: z.string().max(200).optional() }),
  }),
  resetPassword: defineForm({
    path: "/reset-password",
    summary: "Choose another password; all sessions end",
    body: z.object({ token: MailedToken, password: Password }),
    cost: 5,
  }),
};
