/**
 * Sessions and their refresh tokens in MongoDB; of a token only its SHA-256. The session's row names the current
 * one, so replacing it is one conditional update with one winner. Replaced ones stay as long as the session,
 * to be known again.
 */
import { userEvents } from "@shop/contracts/user/events";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { AccountStore } from "../accounts/account-store.ts";
import { hashOf } from "../tokens/token-rows.ts";
import { lastsUntil, lifetimes, type Client, type Ending, type EndReason, type Session } from "./session.ts";

/** A field that is added from now on is optional here, and `toSession` gives it its value. */
type SessionRow = Omit<Session, "id" | "credential" | "client"> & {
  readonly credential?: number | null;
  readonly client?: Client;
  readonly _id: string;
  readonly currentToken: string;
  readonly expiresAt: Date;
  readonly outbox?: readonly Unsent[];
};
type TokenRow = { readonly _id: string; readonly sessionId: string; readonly expiresAt: Date };

/** MongoDB removes a row once its `expiresAt` has come. */
const removedAtEnd = { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" } as const;

export const sessionCollection: Collection = {
  name: "sessions",
  indexes: [removedAtEnd, outboxIndex, { key: { "holder.id": 1, refreshedAt: -1, _id: -1 }, name: "holder" }],
};
export const refreshTokenCollection: Collection = { name: "refresh_tokens", indexes: [removedAtEnd] };

export type FoundSession = {
  readonly session: Session;
  /** False when the token was replaced by a newer one. */
  readonly isCurrent: boolean;
};

/** Where a page of sessions ended. */
export type Position = { readonly refreshedAt: Date; readonly id: string };

export type EndAll = {
  readonly holderId: string;
  /** Stays. */
  readonly except?: string | undefined;
  readonly reason: EndReason;
  readonly at: Date;
};

export type SessionStore = {
  /** `also`: what is saved with it, both or neither. */
  insert(
    session: Session,
    refreshToken: string,
    also?: (transaction: Transaction) => Promise<void>,
  ): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  findByToken(refreshToken: string): Promise<FoundSession | undefined>;
  /** Those that have not ended or expired, the latest first. */
  listOf(
    holderId: string,
    page: { readonly limit: number; readonly after: Position | undefined; readonly now: Date },
  ): Promise<Session[]>;
  /** The session with its token replaced; `moved`: another request replaced it, or the session has ended. */
  replaceToken(session: Session, from: string, to: string): Promise<"saved" | "moved">;
  /** The end and its events, in one transaction; `moved`: it had ended. */
  end(ending: Ending): Promise<"saved" | "moved">;
  /** Ends all sessions of an account and announces it; answers which. Part of a transaction. */
  endAll(all: EndAll, transaction: Transaction): Promise<readonly string[]>;
  /** Part of changing a password: this session goes on with the new one. */
  keep(id: string, credential: number, transaction: Transaction): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly accounts: Pick<AccountStore, "countEvents">;
};

export function createSessionStore({ connection, transact, outbox, accounts }: StoreDeps): SessionStore {
  const sessions = collectionOf<SessionRow>(connection, sessionCollection.name);
  const tokens = collectionOf<TokenRow>(connection, refreshTokenCollection.name);

  /** Before the session names it: a token that leads to no session is none, the other way round it would be lost. */
  const addToken = async (session: Session, hash: string): Promise<void> => {
    await tokens.insertOne({ _id: hash, sessionId: session.id, expiresAt: lastsUntil(session) });
  };

  return {
    async insert({ id, ...rest }, refreshToken, also) {
      const session = { id, ...rest };
      const currentToken = hashOf(refreshToken);
      await addToken(session, currentToken);
      const row = { _id: id, ...rest, currentToken, expiresAt: lastsUntil(session) };
      if (!also) return void (await sessions.insertOne(row));
      await transact(async (transaction) => {
        await sessions.insertOne(row, { session: transaction.session });
        await also(transaction);
      });
    },
    async find(id) {
      const row = await sessions.findOne({ _id: id });
      return row ? toSession(row) : undefined;
    },
    async findByToken(refreshToken) {
      const hash = hashOf(refreshToken);
      const token = await tokens.findOne({ _id: hash });
      const row = token && (await sessions.findOne({ _id: token.sessionId }));
      return row ? { session: toSession(row), isCurrent: row.currentToken === hash } : undefined;
    },
    async listOf(holderId, { limit, after, now }) {
      const isBehind = after && {
        refreshedAt: { $lte: after.refreshedAt },
        $or: [{ refreshedAt: { $lt: after.refreshedAt } }, { _id: { $lt: after.id } }],
      };
      const filter = { "holder.id": holderId, end: null, expiresAt: { $gt: now }, ...isBehind };
      const idle = { refreshedAt: { $gt: new Date(now.getTime() - lifetimes.idleMs) } };
      const order = { sort: { refreshedAt: -1, _id: -1 }, limit } as const;
      return (await sessions.find({ $and: [filter, idle] }, order).toArray()).map(toSession);
    },

    async replaceToken(session, from, to) {
      const currentToken = hashOf(to);
      await addToken(session, currentToken);
      const { modifiedCount } = await sessions.updateOne(
        { _id: session.id, currentToken: hashOf(from), end: null },
        { $set: { currentToken, refreshedAt: session.refreshedAt, client: session.client } },
      );
      return modifiedCount === 1 ? "saved" : "moved";
    },
    async end({ session: { id, end, holder }, events }) {
      return transact(async (transaction) => {
        const { session, onCommit } = transaction;
        const filter = { _id: id, end: null };
        const { modifiedCount } = await sessions.updateOne(filter, { $set: { end } }, { session });
        if (modifiedCount === 0) return "moved";
        // A guest has one session and so announces one thing ever: its end.
        const isGuest = holder.kind === "guest";
        const sequence = isGuest ? events.length : await accounts.countEvents(holder.id, events, transaction);
        const unsent = outbox.toUnsent({ aggregateId: holder.id, sequence, events });
        await sessions.updateOne({ _id: id }, { $push: { outbox: { $each: unsent } } }, { session });
        onCommit(() => outbox.publish(sessionCollection.name, id, unsent));
        return "saved";
      });
    },

    async endAll({ holderId, except, reason, at }, transaction) {
      const { session, onCommit } = transaction;
      const filter = { "holder.id": holderId, end: null, ...(except && { _id: { $ne: except } }) };
      const rows = await sessions.find(filter, { session, projection: { _id: 1 } }).toArray();
      const ids = rows.map(({ _id }) => _id);
      const [first] = ids;
      if (first === undefined) return [];
      await sessions.updateMany({ _id: { $in: ids } }, { $set: { end: { at, reason } } }, { session });
      const events = [userEvents.sessionsRevoked.of({ userId: holderId, sessionIds: ids })];
      const sequence = await accounts.countEvents(holderId, events, transaction);
      const unsent = outbox.toUnsent({ aggregateId: holderId, sequence, events });
      await sessions.updateOne({ _id: first }, { $push: { outbox: { $each: unsent } } }, { session });
      onCommit(() => outbox.publish(sessionCollection.name, first, unsent));
      return ids;
    },

    async keep(id, credential, { session }) {
      await sessions.updateOne({ _id: id }, { $set: { credential } }, { session });
    },
  };
}

/** Of a session that began before it was kept. */
const unknownClient: Client = { device: "Unknown device", place: "unknown" };

const toSession = ({
  _id,
  holder,
  credential = holder.kind === "guest" ? null : 1,
  client = unknownClient,
  createdAt,
  refreshedAt,
  end,
}: SessionRow): Session => ({
  id: _id,
  holder,
  credential,
  client,
  createdAt,
  refreshedAt,
  end,
});
