/** What a consumer could not handle, for who runs the shop: the same for every service that hears events. */
import { z } from "zod";
import { defineSubject } from "./act.ts";
import { defineEndpoint } from "./endpoint.ts";
import { pageOf, pageQuery } from "./page.ts";
import { Id, Timestamp } from "./values.ts";

const Death = z
  .object({
    at: Timestamp,
    /** `died` in its consumer, or `redriven` to it by somebody. */
    what: z.enum(["died", "redriven"]),
    /** A code such as `order.not_found`; null when it was redriven. */
    reason: z.string().nullable(),
    error: z.string().nullable(),
    /** How often it was tried before it was given up. */
    attempts: z.int().nonnegative(),
  })
  .meta({ id: "DeadLetterStep" });

export const DeadLetterItem = z
  .object({
    id: Id,
    /** `redriven`: its consumer has it again; it is forgotten after 30 days, or dies once more. */
    status: z.enum(["dead", "redriven"]),
    /** Of the event, for example `order.placed`; null when the message does not say. */
    event: z.string().nullable(),
    messageId: z.string().nullable(),
    reason: z.string(),
    error: z.string().nullable(),
    attempts: z.int().nonnegative(),
    failedAt: Timestamp,
  })
  .meta({ id: "DeadLetterItem" });

export const DeadLetter = DeadLetterItem.extend({
  /** The oldest first; the latest 20. */
  history: z.array(Death),
  headers: z.record(z.string(), z.string()),
  /** The message as it was sent. */
  body: z.string(),
}).meta({ id: "DeadLetter" });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const maxHistory = 20;

const DeadLetterPage = pageOf(DeadLetterItem);
const Redriven = z
  .object({ redriven: z.int().nonnegative(), left: z.int().nonnegative() })
  .meta({ id: "DeadLettersRedriven" });

/** Without what it says. */
export const deadLetterSubject = defineSubject({
  kind: "deadLetter",
  id: "id",
  shows: DeadLetterItem.pick({ id: true, status: true, event: true, reason: true, attempts: true }),
});

/** All that are dead, together. */
const deadLettersSubject = defineSubject({ kind: "deadLetters", shows: Redriven });

const params = z.object({ id: Id });
const notFound = { not_found: ["dead_letter.not_found"] } as const;
const brokerAway = { unavailable: ["dead_letter.broker_away"] } as const;

const endpointsAt = (path: string) => ({
  list: defineEndpoint({
    method: "get",
    path,
    summary: "What this service's consumer could not handle and nobody has redriven, newest first",
    access: "admin",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: DeadLetterPage,
  }),
  get: defineEndpoint({
    method: "get",
    path: `${path}/:id`,
    summary: "One of them, with its reason, its history and what it says",
    access: "admin",
    params,
    refuses: notFound,
    status: 200,
    reply: DeadLetter,
  }),
  redrive: defineEndpoint({
    method: "post",
    path: `${path}/:id/redrive`,
    summary: "Give it to its consumer once more, as if it had never failed; again changes nothing",
    access: "admin",
    params,
    act: { action: "dead_letters.redrive", on: deadLetterSubject, replies: true },
    refuses: { ...notFound, ...brokerAway },
    status: 202,
    reply: DeadLetter,
  }),
  redriveAll: defineEndpoint({
    method: "post",
    path: `${path}/redrive`,
    summary: "Give all that are dead now to their consumer once more",
    description:
      "`left` counts those that are still dead: ask again when there are more than fit one request.",
    access: "admin",
    refuses: brokerAway,
    act: { action: "dead_letters.redrive_all", on: deadLettersSubject, replies: true },
    timeoutMs: 30_000,
    status: 202,
    reply: Redriven,
  }),
  drop: defineEndpoint({
    method: "delete",
    path: `${path}/:id`,
    summary: "Throw it away for good",
    access: "admin",
    params,
    act: { action: "dead_letters.drop", on: deadLetterSubject },
    refuses: notFound,
    status: 204,
    reply: z.undefined(),
  }),
});

type Endpoints = ReturnType<typeof endpointsAt>;

/** By names that no other service's endpoints have. */
export type DeadLettersApi<Service extends string> = {
  readonly [Name in `list${Capitalize<Service>}DeadLetters`]: Endpoints["list"];
} & { readonly [Name in `get${Capitalize<Service>}DeadLetter`]: Endpoints["get"] } & {
  readonly [Name in `redrive${Capitalize<Service>}DeadLetter`]: Endpoints["redrive"];
} & { readonly [Name in `redrive${Capitalize<Service>}DeadLetters`]: Endpoints["redriveAll"] } & {
  readonly [Name in `drop${Capitalize<Service>}DeadLetter`]: Endpoints["drop"];
};

/** The endpoints under `/admin/<service>/dead-letters`. */
export function deadLettersApiOf<const Service extends string>(service: Service): DeadLettersApi<Service> {
  const name = `${service.charAt(0).toUpperCase()}${service.slice(1)}`;
  const { list, get, redrive, redriveAll, drop } = endpointsAt(`/admin/${service}/dead-letters`);
  return {
    [`list${name}DeadLetters`]: list,
    [`get${name}DeadLetter`]: get,
    [`redrive${name}DeadLetter`]: redrive,
    [`redrive${name}DeadLetters`]: redriveAll,
    [`drop${name}DeadLetter`]: drop,
  } as unknown as DeadLettersApi<Service>;
}
