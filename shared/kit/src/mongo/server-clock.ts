/** The database's clock, by which leases run: processes whose own clocks differ agree on what is due. */
import type { mongo } from "mongoose";

export type ServerClock = {
  /** As of the last heartbeats, to the length of a round trip. */
  now(): Date;
};

/** Heartbeats that are remembered: one that lay unread in a busy or stopped process says too little, never too much. */
const remembered = 3;

/** Asks once, then listens to the driver's heartbeats, as long as the client is open. */
export async function createServerClock(client: mongo.MongoClient): Promise<ServerClock> {
  const offsets: number[] = [];
  const learn = (reply: mongo.Document): void => {
    const { localTime } = reply;
    if (!(localTime instanceof Date) || reply["isWritablePrimary"] === false) return;
    offsets.push(localTime.getTime() - Date.now());
    if (offsets.length > remembered) offsets.shift();
  };
  client.on("serverHeartbeatSucceeded", ({ reply }) => learn(reply));
  learn(await client.db("admin").command({ hello: 1 }));
  return { now: () => new Date(Date.now() + Math.max(...offsets)) };
}
