/** What staff did to the shop: who, when, and what it looked like before and after. Kept for good. */
import { z } from "zod";
import { Snapshot } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { Id, Moment, Timestamp } from "../language/values.ts";

const Action = z
  .string()
  .regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, "must be an action, such as products.update")
  .meta({ examples: ["products.update"] });

/** An id, a SKU or a coupon's code: whatever a path can name. */
const ObjectId = z.string().regex(/^[A-Za-z0-9._~+:-]{1,64}$/, "must be the id of an object");

export const AuditEntry = z
  .object({
    id: Id,
    at: Timestamp,
    /** Who did it: an account's id, an API key's, or `server`: a command there. */
    actor: Id,
    action: z.string(),
    /** What it was done to; null: to nothing that has an id. */
    object: z.string().nullable(),
    /** Null: there was none. */
    before: Snapshot,
    /** Null: there is none. */
    after: Snapshot,
    /** Its `X-Request-Id`. */
    requestId: z.string(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const auditApi = {
  listAudit: defineEndpoint({
    method: "get",
    path: "/admin/audit",
    summary: "What staff and API keys have changed, newest first",
    description:
      "Every act is here within seconds, one that was refused is not. `before` is the object as it was when the request came, `after` as it was answered, without what tells who a customer is. Of an act whose answer got lost `after` is what was found a minute or two later: the same as `before` when nothing came of it.",
    access: "admin",
    query: z.strictObject({
      actor: Id.optional(),
      action: Action.optional(),
      object: ObjectId.optional(),
      /** At this time or later; a day begins at midnight UTC. */
      from: Moment.optional(),
      /** At this time or earlier, on this day too. */
      to: Moment.optional(),
      ...pageQuery,
    }),
    status: 200,
    reply: pageOf(AuditEntry),
  }),
};
