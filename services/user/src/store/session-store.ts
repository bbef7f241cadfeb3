/**
 * Sessions and their refresh tokens in MongoDB; of a token only its SHA-256. The session's row names the current
 * one, so replacing it is one conditional update with one winner. Replaced ones stay as long as the session,
 * to be known again.
 */
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { Connection } from "mongoose";
import type { SessionStore } from "../sessions/deps.ts";
import { lastsUntil, type Session } from "../sessions/session.ts";
import { countEvents } from "./account-store.ts";
import { hashOf } from "./token-hash.ts";

type SessionRow = Omit<Session, "id"> & {
  readonly _id: string;
  readonly currentToken: string;
  readonly expiresAt: Date;
  readonly outbox?: readonly Unsent[];
};
type TokenRow = { readonly _id: string; readonly sessionId: string; readonly expiresAt: Date };

export function createSessionStore({
  connection,
  transact,
  outbox,
}: {
  connection: Connection;
  transact: Transact;
  outbox: Outbox;
}): SessionStore {
  const sessions = collectionOf<SessionRow>(connection, "sessions");
  const tokens = collectionOf<TokenRow>(connection, "refresh_tokens");

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
      return transact(async ({ session, onCommit }) => {
        const filter = { _id: id, end: null };
        const { modifiedCount } = await sessions.updateOne(filter, { $set: { end } }, { session });
        if (modifiedCount === 0) return "moved";
        // A guest has one session and so announces one thing ever: its end.
        const isGuest = holder.kind === "guest";
        const sequence = isGuest ? events.length : await countEvents(connection, holder.id, events, session);
        const unsent = outbox.toUnsent({ aggregateId: holder.id, sequence, events });
        await sessions.updateOne({ _id: id }, { $push: { outbox: { $each: unsent } } }, { session });
        onCommit(() => outbox.publish(sessions.collectionName, id, unsent));
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
