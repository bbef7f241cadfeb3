/** What people may ask of whoever holds data about them: a copy of it, and its end. */
import { z } from "zod";
import { linkName } from "../language/access.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { Id, Timestamp } from "../language/values.ts";
import { longestTyped, typedPassword } from "./passwords.ts";

export const Erasure = z
  .object({
    id: Id,
    /** `requested`: the account is closed, and what is signed in comes to its end; `erasing`; `erased`: all is done. */
    status: z.enum(["requested", "erasing", "erased"]),
    requestedAt: Timestamp,
    /** By then it is done, whatever it waits for. */
    deadline: Timestamp,
    /** Each with the moment when nothing of the person was left in it; the account itself is the last. */
    services: z.array(
      z.object({ service: z.enum(["catalog", "order", "user"]), erasedAt: Timestamp.nullable() }),
    ),
  })
  .meta({ id: "Erasure" });
export type Erasure = z.infer<typeof Erasure>;

const notFound = { not_found: ["erasure.not_found"] } as const;

export const privacyApi = {
  exportMe: defineEndpoint({
    method: "get",
    path: "/me/export",
    summary: "All that the shop holds about me, in all of its services, as one JSON document",
    description:
      "Account, addresses, sessions, reviews, cart, orders with their timelines, refunds and invoices, orders that were made as a guest with the account's address, coupons used, and what was sent to others; of who runs the shop, the keys they made and what is on record as done by them or to them. Orders come as they are read: a document that breaks off is no JSON.",
    access: "customer",
    refuses: {
      unauthorized: ["auth.account_gone"],
      too_many: ["export.too_many"],
      unavailable: ["export.incomplete"],
    },
    status: 200,
    replyType: "application/json",
    replyMode: "stream",
    reply: z.string(),
    timeoutMs: 30_000,
    cost: 20,
  }),
  requestErasure: defineEndpoint({
    method: "post",
    path: "/me/erasure",
    summary: "Erase me: my account is closed at once, and what the shop holds about me goes",
    description:
      "All my sessions end. What must stay for the books, which are orders, refunds and invoices, stays without me; an order that is still on its way keeps its address until it has arrived, 30 days at most. The last admin makes somebody else one first. `Location` shows how far it is, to whoever has it. Who has a second factor must have shown one in this session. Asked again, it is the same erasure.",
    access: "customer",
    body: z.strictObject({ password: typedPassword.min(1).max(longestTyped) }),
    location: true,
    refuses: {
      unauthorized: ["auth.account_gone"],
      forbidden: ["auth.wrong_password", "auth.sign_in_again"],
      conflict: ["user.last_admin"],
      too_many: ["auth.too_many_attempts"],
      unavailable: ["auth.busy"],
    },
    status: 202,
    reply: Erasure,
    cost: 5,
  }),
  getMyErasure: defineEndpoint({
    method: "get",
    path: "/me/erasure",
    summary: "How far my erasure is, as long as I can still ask",
    access: "customer",
    refuses: notFound,
    status: 200,
    reply: Erasure,
  }),
  getErasure: defineEndpoint({
    method: "get",
    path: "/erasures/:id",
    summary: "How far an erasure is, to whoever has its link",
    access: "all",
    params: z.object({ id: Id }),
    query: z.strictObject({ [linkName]: z.string().min(1).max(200) }),
    refuses: notFound,
    status: 200,
    reply: Erasure,
  }),
};

/** Asked by the services that erase a person, while they do. */
export const peopleApi = {
  getPerson: defineEndpoint({
    method: "get",
    path: "/internal/people/:id",
    summary: "The address of somebody who is to be erased; null when nobody of this id is",
    access: "service",
    params: z.object({ id: Id }),
    status: 200,
    reply: z.object({ email: z.string().nullable() }),
    timeoutMs: 2_000,
  }),
  findAccounts: defineEndpoint({
    method: "post",
    path: "/internal/people/accounts",
    summary: "Which of these people have an account; the others are guests",
    access: "service",
    body: z.strictObject({ ids: z.array(Id).max(500) }),
    status: 200,
    reply: z.object({ ids: z.array(Id) }),
    timeoutMs: 2_000,
  }),
};
