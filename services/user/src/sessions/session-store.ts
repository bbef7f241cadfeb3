/**
 * Sessions and their refresh tokens in MongoDB; of a token only its SHA-256. The session's row names the current
 * one, so replacing it is one conditional update with one winner. Replaced ones stay as long as the session,
 * to be known again.
 */
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { AccountStore } from "../accounts/account-store.ts";
import { hashOf } from "../tokens/token-rows.ts";
import { lastsUntil, type Ending, type Session } from "./session.ts";

type SessionRow = Omit<Session, "id"> & {
  readonly _id: string;
  readonly currentToken: string;
  readonly expiresAt: Date;
  readonly outbox?: readonly Unsent[];
};
type TokenRow = { readonly _id: string; readonly sessionId: string; readonly expiresAt: Date };

/** MongoDB removes a row once its `expiresAt` has come. */
const removedAtEnd = { key: { expiresAt: 1 }, expireAfterSeconds: 0, name: "ttl" } as const;

export const sessionCollection: Collection = { name: "sessions", indexes: [removedAtEnd, outboxIndex] };
export const refreshTokenCollection: Collection = { name: "refresh_tokens", indexes: [removedAtEnd] };

export type FoundSession = {
  readonly session: Session;
  /** False when the token was replaced by a newer one. */
  readonly isCurrent: boolean;
};

export type SessionStore = {
  insert(session: Session, refreshToken: string): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  findByToken(refreshToken: string): Promise<FoundSession | undefined>;
  /** The session with its token replaced; `moved`: another request replaced it, or the session has ended. */
  replaceToken(session: Session, from: string, to: string): Promise<"saved" | "moved">;
  /** The end and its events, in one transaction; `moved`: it had ended. */
  end(ending: Ending): Promise<"saved" | "moved">;
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
    async insert({ id, ...rest }, refreshToken) {
      const session = { id, ...rest };
      const currentToken = hashOf(refreshToken);
      await addToken(session, currentToken);
      await sessions.insertOne({ _id: id, ...rest, currentToken, expiresAt: lastsUntil(session) });
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
    async replaceToken(session, from, to) {
      const currentToken = hashOf(to);
      await addToken(session, currentToken);
      const { modifiedCount } = await sessions.updateOne(
        { _id: session.id, currentToken: hashOf(from), end: null },
        { $set: { currentToken, refreshedAt: session.refreshedAt } },
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
  };
}

const toSession = ({ _id, holder, createdAt, refreshedAt, end }: SessionRow): Session => ({
  id: _id,
  holder,
  createdAt,
  refreshedAt,
  end,
});
