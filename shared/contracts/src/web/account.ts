/** What a customer has here. Whoever is not signed in is asked to, and comes back. */
import { z } from "zod";
import { line } from "../language/text.ts";
import { Country, Id } from "../language/values.ts";
import { defineForm, definePersonalPage } from "../language/web-page.ts";
import { OrderStatus } from "../order/orders.ts";
import { PersonName } from "../user/accounts.ts";
import { Password } from "../user/passwords.ts";

/** What has just been done; another word than those is none. */
const done = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.object({ done: z.enum(words).optional().catch(undefined) });
const cursor = z.string().max(1_000).optional();
const params = z.object({ id: Id });
const nothing = z.object({});
const TypedPassword = z.string().max(1_100, "must be of 1,100 characters at most");

const typedAddress = z.object({
  name: line(200),
  line1: line(200),
  line2: line(200).optional(),
  postalCode: line(20).optional(),
  city: line(200),
  region: line(200).optional(),
  country: Country,
  isDefault: z.literal("yes", "must be ticked or not").optional(),
});
/** `version`: which one was shown. */
const changedAddress = typedAddress.extend({
  version: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional()
    .catch(undefined),
});
export type TypedAddress = z.infer<typeof changedAddress>;

export const accountPages = {
  accountPage: definePersonalPage({ path: "/account", summary: "All that is mine, at a glance" }),
  accountOrdersPage: definePersonalPage({
    path: "/account/orders",
    summary: "My orders, the newest first",
    query: z.object({ status: OrderStatus.optional().catch(undefined), cursor }),
  }),

  addressesPage: definePersonalPage({
    path: "/account/addresses",
    summary: "Where I want things sent",
    query: done(["added", "changed", "removed", "default"]),
  }),
  newAddressPage: definePersonalPage({ path: "/account/addresses/new", summary: "An address to be added" }),
  addAddress: defineForm({
    path: "/account/addresses",
    summary: "Add an address",
    body: typedAddress,
  }),
  addressPage: definePersonalPage({
    path: "/account/addresses/:id",
    summary: "One of my addresses, to be changed or removed",
    params,
  }),
  changeAddress: defineForm({
    path: "/account/addresses/:id",
    summary: "Change an address",
    params,
    body: changedAddress,
  }),
  removeAddress: defineForm({
    path: "/account/addresses/:id/remove",
    summary: "Remove an address",
    params,
    body: nothing,
  }),
  setDefaultAddress: defineForm({
    path: "/account/addresses/:id/default",
    summary: "The address that is filled in from now on",
    params,
    body: nothing,
  }),

  sessionsPage: definePersonalPage({
    path: "/account/sessions",
    summary: "Where I am signed in",
    query: done(["ended", "others"]).extend({ cursor }),
  }),
  endOneSession: defineForm({
    path: "/account/sessions/:id/end",
    summary: "Sign out there; here, when it is this browser",
    params,
    body: nothing,
  }),
  endOtherSessions: defineForm({
    path: "/account/sessions/end-others",
    summary: "Sign out everywhere but here",
    body: nothing,
    timeoutMs: 20_000,
  }),

  detailsPage: definePersonalPage({
    path: "/account/details",
    summary: "My name and my password",
    query: done(["name", "password"]),
  }),
  changeName: defineForm({
    path: "/account/details",
    summary: "Change my name",
    body: z.object({ name: PersonName }),
  }),
  changeOwnPassword: defineForm({
    path: "/account/password",
    summary: "Choose another password; my other sessions end",
    body: z.object({ currentPassword: TypedPassword, newPassword: Password }),
    cost: 5,
  }),

  secondFactorPage: definePersonalPage({
    path: "/account/second-factor",
    summary: "What my sign-in asks for beside the password",
    query: done(["added", "removed"]),
  }),
  beginApp: defineForm({
    path: "/account/second-factor",
    summary: "Begin to add the codes of an app; shows its secret once",
    body: nothing,
    cost: 2,
  }),
  confirmApp: defineForm({
    path: "/account/second-factor/:id/confirm",
    summary: "Show by a first code that the app works; the first app comes with recovery codes, shown once",
    params,
    body: z.object({
      code: z.string().regex(/^[0-9 ]{6,12}$/, "must be the six digits that the app shows"),
      /** What the app was set up with, so that a wrong code does not lose it. */
      uri: z.string().max(1_000, "must be of 1,000 characters at most").optional(),
    }),
    cost: 2,
  }),
  removeFactor: defineForm({
    path: "/account/second-factor/:id/remove",
    summary: "Take a second factor away",
    params,
    body: z.object({ password: TypedPassword }),
    cost: 5,
  }),
  renewRecoveryCodes: defineForm({
    path: "/account/recovery-codes",
    summary: "Ten new recovery codes, shown once; those of before are void",
    body: nothing,
    cost: 2,
  }),

  ownDataPage: definePersonalPage({
    path: "/account/data",
    summary: "A copy of what the shop holds about me, and its end",
  }),
  exportOwnData: defineForm({
    path: "/account/data/export",
    summary: "The copy, as a file",
    body: nothing,
    timeoutMs: 30_000,
    cost: 20,
  }),
  eraseMe: defineForm({
    path: "/account/data/erase",
    summary: "Erase me: the account is closed at once",
    body: z.object({ password: TypedPassword, sure: z.literal("yes", "must be ticked") }),
    cost: 5,
  }),
  erasurePage: definePersonalPage({
    path: "/erasure/:id",
    summary: "How far an erasure is, to whoever has its link",
    params,
    query: z.object({ access: z.string().max(200).optional() }),
  }),
};
