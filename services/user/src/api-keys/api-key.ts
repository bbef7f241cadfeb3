/** A program's key. Pure: no clock, no database, no network. */
import type { Scope } from "@shop/contracts/language/access";
import type { Fact } from "@shop/contracts/language/event";
import type { ApiKey as PublicApiKey } from "@shop/contracts/user/api-keys";
import { userEvents } from "@shop/contracts/user/events";
import { apiKeyErrors } from "./errors.ts";

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: until it is ended. */
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  /** The admin. The key is the shop's: it outlives their role and their account. */
  readonly createdBy: string;
  readonly lastUsedAt: Date | null;
  readonly endedAt: Date | null;
};

export type NewApiKey = Omit<ApiKey, "lastUsedAt" | "endedAt">;

/** Throws `api_key.expires_in_past`. */
export function begin(key: NewApiKey): ApiKey {
  if (key.expiresAt && key.expiresAt <= key.createdAt) throw apiKeyErrors.expiresInPast();
  return { ...key, lastUsedAt: null, endedAt: null };
}

export const isGood = ({ endedAt, expiresAt }: ApiKey, now: Date): boolean =>
  endedAt === null && (expiresAt === null || expiresAt > now);

/** When a token for it that is made now is good no more: `lifetimeMs` from now at most, and never after the key. */
export function tokenUntil({ expiresAt }: ApiKey, now: Date, lifetimeMs: number): Date {
  const until = new Date(now.getTime() + lifetimeMs);
  return expiresAt && expiresAt < until ? expiresAt : until;
}

const notedEveryMs = 60_000;

/** A use is noted at most once a minute. */
export const notedBefore = (now: Date): Date => new Date(now.getTime() - notedEveryMs);

/** Its tokens are those of a session that has its id, and so are they ended. */
export const endOf = ({ id }: Pick<ApiKey, "id">): readonly Fact[] => [
  userEvents.sessionsRevoked.of({ userId: id, sessionIds: [id] }),
];

export const toPublicApiKey = ({
  id,
  name,
  scopes,
  expiresAt,
  createdAt,
  createdBy,
  lastUsedAt,
}: ApiKey): PublicApiKey => ({
  id,
  name,
  scopes: [...scopes],
  expiresAt: expiresAt && expiresAt.toISOString(),
  createdAt: createdAt.toISOString(),
  createdBy,
  lastUsedAt: lastUsedAt && lastUsedAt.toISOString(),
});
