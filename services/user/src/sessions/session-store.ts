/**
 * Sessions and their refresh tokens in MongoDB; of a token only its SHA-256. The session's row names the current
 * one, so replacing it is one conditional update with one winner. Replaced ones stay as long as the session,
 * to be known again.
 */
import type { Total } from "@shop/contracts/language/page";
import { userEvents } from "@shop/contracts/user/events";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { AccountStore } from "../accounts/account-store.ts";
import { sessionErrors } from "./errors.ts";
import type { Ended } from "./revoked-session-store.ts";
import {
  lasting,
  refreshTokenCollection,
  sessionCollection,
  tokenKey,
  toSession,
  type SessionRow,
  type TokenKind,
  type TokenRow,
} from "./session-rows.ts";
import { lastsUntil, type Ending, type EndReason, type Proof, type Session } from "./session.ts";

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
  /** Only those that began with an older `credential` of the account end. */
  readonly olderThan?: number;
  readonly reason: EndReason;
  readonly at: Date;
};

export type SessionStore = {
  /** `also`: what is saved with it, both or neither. Throws `auth.invalid_credentials` when the account was changed since the session was begun for it. */
  insert(
    session: Session,
    refreshToken: string,
    also?: (transaction: Transaction) => Promise<void>,
  ): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  findByToken(token: string, kind?: TokenKind): Promise<FoundSession | undefined>;
  /** Those that have not ended or expired, the latest first. */
  listOf(
    holderId: string,
    page: { readonly limit: number; readonly after: Position | undefined; readonly now: Date },
  ): Promise<Session[]>;
  countOf(holderId: string, now: Date): Promise<Total>;
  /** The session with its token replaced; `moved`: another request replaced it, or the session has ended. */
  replaceToken(session: Session, from: string, to: string, toKind?: TokenKind): Promise<"saved" | "moved">;
  /** The session is used where its client says; nothing when that was noted `since`, or it has ended. */
  noteUse(session: Session, since: Date): Promise<void>;
  /** The end and its events, in one transaction; `moved`: it had ended. */
  end(ending: Ending): Promise<"saved" | "moved">;
  /** Ends all sessions of an account and announces it; answers which. Part of a transaction. */
  endAll(all: EndAll, transaction: Transaction): Promise<readonly string[]>;
  endedSince(since: Date): Promise<Ended[]>;
  /** Part of changing a password: this session goes on with the new one. */
  keep(id: string, credential: number, transaction: Transaction): Promise<void>;
  /** Its holder has shown once more who it is; with what is saved along with that. */
  prove(id: string, proof: Proof, transaction?: Transaction): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  readonly accounts: Pick<AccountStore, "countEvents" | "find">;
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
      const currentToken = tokenKey(refreshToken);
      await addToken(session, currentToken);
      const row = { _id: id, ...rest, begunAt: rest.client, currentToken, expiresAt: lastsUntil(session) };
      if (!also) await sessions.insertOne(row);
      else
        await transact(async (transaction) => {
          await sessions.insertOne(row, { session: transaction.session });
          await also(transaction);
        });
      if (rest.holder.kind === "guest") return;
      // Looked at afterwards: whoever changes the account looks for sessions after that, so one of both sees the other.
      const account = await accounts.find(rest.holder.id);
      if (account?.credential === rest.credential) return;
      await sessions.deleteOne({ _id: id });
      throw sessionErrors.invalidCredentials();
    },
    async find(id) {
      const row = await sessions.findOne({ _id: id });
      return row ? toSession(row) : undefined;
    },
    async findByToken(shown, kind) {
      const key = tokenKey(shown, kind);
      const token = await tokens.findOne({ _id: key });
      const row = token && (await sessions.findOne({ _id: token.sessionId }));
      return row ? { session: toSession(row), isCurrent: row.currentToken === key } : undefined;
    },
    async listOf(holderId, { limit, after, now }) {
      const isBehind = after && {
        refreshedAt: { $lte: after.refreshedAt },
        $or: [{ refreshedAt: { $lt: after.refreshedAt } }, { _id: { $lt: after.id } }],
      };
      const filter = { $and: [{ ...isBehind }, lasting(holderId, now)] };
      const order = { sort: { refreshedAt: -1, _id: -1 }, limit } as const;
      return (await sessions.find(filter, order).toArray()).map(toSession);
    },
    countOf: (holderId, now) => countRows(sessions, lasting(holderId, now)),

    async replaceToken(session, from, to, toKind) {
      const currentToken = tokenKey(to, toKind);
      await addToken(session, currentToken);
      const { modifiedCount } = await sessions.updateOne(
        { _id: session.id, currentToken: tokenKey(from), end: null },
        { $set: { currentToken, refreshedAt: session.refreshedAt, client: session.client } },
      );
      return modifiedCount === 1 ? "saved" : "moved";
    },
    async noteUse({ id, refreshedAt, client }, since) {
      const filter = { _id: id, end: null, refreshedAt: { $lte: since } };
      await sessions.updateOne(filter, { $set: { refreshedAt, client } });
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

    async endAll({ holderId, except, olderThan, reason, at }, transaction) {
      const { session, onCommit } = transaction;
      const stays = {
        ...(except && { _id: { $ne: except } }),
        // Also one of before there was this number.
        ...(olderThan && { credential: { $not: { $gte: olderThan } } }),
      };
      const filter = { "holder.id": holderId, end: null, ...stays };
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

    async endedSince(since) {
      const rows = sessions.find({ "end.at": { $gt: since } }, { projection: { end: 1 } });
      return (await rows.toArray()).flatMap(({ _id: id, end }) => (end ? [{ id, endedAt: end.at }] : []));
    },

    async keep(id, credential, { session }) {
      await sessions.updateOne({ _id: id }, { $set: { credential } }, { session });
    },

    async prove(id, proof, transaction) {
      await sessions.updateOne(
        { _id: id },
        { $set: { proof } },
        transaction && { session: transaction.session },
      );
    },
  };
}
