/** Which clients an account's sessions are known by, for as long as their rows are there. */
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
      if (await rows.findOne({ ...all, "client.device": device, "client.place": place })) return "known";
      return (await rows.findOne(all)) ? "strange" : "no sessions";
    },
  };
}
