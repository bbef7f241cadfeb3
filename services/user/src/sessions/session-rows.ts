/** Sessions and refresh tokens as MongoDB has them. */
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import type { Collection } from "@shop/kit/mongo/collections";
import type { mongo } from "mongoose";
import { hashOf } from "../tokens/token-rows.ts";
import { lifetimes, type Client, type Proof, type Session } from "./session.ts";

/** A field that is added from now on is optional here, and `toSession` gives it its value. */
export type SessionRow = Omit<Session, "id" | "credential" | "client" | "proof"> & {
  readonly proof?: Proof | null;
  readonly credential?: number | null;
  readonly client?: Client;
  /** Where it began, wherever it has gone since: of 2026-11-28. */
  readonly begunAt?: Client;
  readonly _id: string;
  readonly currentToken: string;
  readonly expiresAt: Date;
  readonly outbox?: readonly Unsent[];
};
export type TokenRow = { readonly _id: string; readonly sessionId: string; readonly expiresAt: Date };

/** `browser`: the secret that a browser has in a refresh token's place. Shown as the other kind it is nobody's. */
export type TokenKind = "refresh" | "browser";

/** By what a token of a session is found. */
export const tokenKey = (token: string, kind: TokenKind = "refresh"): string =>
  kind === "browser" ? `browser.${hashOf(token)}` : hashOf(token);

/** MongoDB removes a row once its `expiresAt` has come. */
const removedAtEnd = { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" } as const;

export const sessionCollection: Collection = {
  name: "sessions",
  indexes: [
    removedAtEnd,
    outboxIndex,
    { key: { "holder.id": 1, refreshedAt: -1, _id: -1 }, name: "holder" },
    { key: { "end.at": 1 }, sparse: true, name: "ended" },
  ],
};
export const refreshTokenCollection: Collection = {
  name: "refresh_tokens",
  indexes: [removedAtEnd, { key: { sessionId: 1 }, name: "session" }],
};

/** Of a session that began before it was kept. */
const unknownClient: Client = { device: "Unknown device", place: "unknown" };

export const toSession = ({
  _id,
  holder,
  credential = holder.kind === "guest" ? null : 1,
  client = unknownClient,
  createdAt,
  proof = holder.kind === "guest" ? null : { by: "password", at: createdAt },
  refreshedAt,
  end,
}: SessionRow): Session => ({
  id: _id,
  holder,
  credential,
  client,
  createdAt,
  proof,
  refreshedAt,
  end,
});

/** Somebody's that have neither ended nor expired. */
export const lasting = (holderId: string, now: Date): mongo.Filter<SessionRow> => ({
  "holder.id": holderId,
  end: null,
  expiresAt: { $gt: now },
  refreshedAt: { $gt: new Date(now.getTime() - lifetimes.idleMs) },
});
