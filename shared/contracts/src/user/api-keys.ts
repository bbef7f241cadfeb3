/** How programs get in: by a key that somebody named, narrowed and handed out. */
import { z } from "zod";
import { scopes } from "../language/access.ts";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { line } from "../language/text.ts";
import { Id, Timestamp } from "../language/values.ts";
import { few } from "../language/words.ts";

export const Scope = z.enum(scopes).meta({ id: "Scope" });

export const ApiKeyRequest = z
  .strictObject({
    name: line(100),
    scopes: few(scopes.length * 2, z.array(Scope).min(1)).transform((named) => [...new Set(named)]),
    /** Absent: when it is ended. */
    expiresAt: orAbsent(z.iso.datetime({ offset: true })),
  })
  .meta({ id: "ApiKeyRequest" });
export type ApiKeyRequest = z.infer<typeof ApiKeyRequest>;

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    scopes: z.array(Scope),
    /** Null: it is good until it is ended. */
    expiresAt: Timestamp.nullable(),
    createdAt: Timestamp,
    /** Who made it. It is the shop's, and goes on without them. */
    createdBy: Id,
    /** To within some minutes; null: never. */
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const NewApiKey = ApiKey.extend({
  /** Shown this once: `scs_`, 32 bytes and a checksum. For `Authorization: Bearer`. */
  key: z.string(),
}).meta({ id: "NewApiKey" });

const apiKeySubject = defineSubject({
  kind: "apiKey",
  id: "id",
  shows: ApiKey.pick({ id: true, name: true, scopes: true, expiresAt: true }),
});

export const apiKeysApi = {
  listApiKeys: defineEndpoint({
    method: "get",
    path: "/admin/api-keys",
    summary: "The API keys that were not ended, newest first; never the keys themselves",
    access: "admin",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(ApiKey),
  }),
  createApiKey: defineEndpoint({
    method: "post",
    path: "/admin/api-keys",
    summary: "Make a key for a program; it is shown this once",
    description:
      "It is sent as `Authorization: Bearer scs_…`, and opens what one of its scopes is named for, and nothing else. It has an allowance of its own.",
    access: "admin",
    act: { action: "api_keys.create", on: apiKeySubject, replies: true },
    body: ApiKeyRequest,
    refuses: { invalid: ["api_key.expires_in_past"] },
    status: 201,
    reply: NewApiKey,
  }),
  endApiKey: defineEndpoint({
    method: "delete",
    path: "/admin/api-keys/:id",
    summary: "End a key: within a second it is good nowhere",
    access: "admin",
    act: { action: "api_keys.end", on: apiKeySubject },
    params: z.object({ id: Id }),
    refuses: { not_found: ["api_key.not_found"] },
    status: 204,
    reply: z.undefined(),
  }),
};

/** Asked by the gateway, never routed by it: no key goes further than there. */
export const apiKeyExchangeApi = {
  exchangeApiKey: defineEndpoint({
    method: "post",
    path: "/internal/api-keys/exchange",
    summary: "An access token for a key, by the key's SHA-256; none for a key that is not good",
    access: "service",
    body: z.strictObject({ keyHash: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
    status: 200,
    reply: z.object({
      token: z
        .object({
          accessToken: z.string(),
          /** Never after the key's own end. */
          expiresAt: Timestamp,
        })
        .nullable(),
    }),
    timeoutMs: 2_000,
  }),
};
