/**
 * Which clients an account's sessions are known by, for as long as their rows are there: those where they began with a
 * password or a passkey. Where a session has gone since is no proof: whoever has stolen its token takes it along.
 */
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import type { Acquaintance } from "../notices/notice.ts";
import { sessionCollection } from "./session-rows.ts";
import type { Client } from "./session.ts";

export type KnownClientStore = {
  /** What the sessions of an account that are remembered say of a client. */
  recognise(holderId: string, client: Client): Promise<Acquaintance>;
};

type Row = { readonly _id: string };

export function createKnownClientStore({ connection }: { connection: Connection }): KnownClientStore {
  const rows = collectionOf<Row>(connection, sessionCollection.name);
  return {
    async recognise(holderId, { device, place }) {
      const all = { "holder.id": holderId };
      const here = [
        { "begunAt.device": device, "begunAt.place": place },
        { begunAt: { $exists: false }, "client.device": device, "client.place": place },
      ];
      if (await rows.findOne({ ...all, $or: here })) return "known";
      return (await rows.findOne(all)) ? "strange" : "no sessions";
    },
  };
}
