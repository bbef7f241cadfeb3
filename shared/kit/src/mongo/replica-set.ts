/**
 * Makes a lone mongod the replica set that transactions need, so that nobody has to run a command first.
 * A set that has a primary, or more than one member, is never touched.
 */
import { setTimeout as pause } from "node:timers/promises";
import mongoose from "mongoose";
import type { Logger } from "pino";
import { isServerLost } from "../process/server-lost.ts";

const { MongoClient, MongoServerError } = mongoose.mongo;
type Db = mongoose.mongo.Db;
type Hello = { setName?: string; isreplicaset?: boolean; primary?: string; msg?: string };
type Address = { readonly host: string; readonly setName: string | null; readonly directUrl: string };
type Log = Pick<Logger, "info">;

export type EnsureOptions = { readonly signal?: AbortSignal };

const everyMs = 50;
const patience = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 5_000,
  heartbeatFrequencyMS: 500,
  maxPoolSize: 1,
};
/** How long a set may be without a primary before a change of its address is taken for the reason. */
const electionMs = 1_000;

/** Waits for ever for the server to answer and a primary to be there; `signal` ends the wait. Throws for a server that can't be a set. */
export async function ensureReplicaSet(url: string, log: Log, { signal }: EnsureOptions = {}): Promise<void> {
  const address = readAddress(url);
  if (!address) return;
  let lonelySince = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const state = await visit(address, (admin) => advance(admin, address, log));
    if (state === "serving") return;
    if (state !== "lonely") lonelySince = performance.now();
    else if (performance.now() - lonelySince > electionMs) {
      await visit(address, (admin) => moveMember(admin, address.host, log));
      lonelySince = performance.now();
    }
    await pause(everyMs);
  }
}

/** With a client of its own each time: one whose first connection failed stays closed. */
async function visit<Result>(
  { directUrl }: Address,
  work: (admin: Db) => Promise<Result>,
): Promise<Result | "away"> {
  const client = new MongoClient(directUrl, patience);
  try {
    return await work(client.db("admin"));
  } catch (cause) {
    if (isServerLost(cause)) return "away";
    throw cause;
  } finally {
    await client.close();
  }
}

/** Lonely: initiated, and without a primary. */
async function advance(admin: Db, address: Address, log: Log): Promise<"serving" | "initiated" | "lonely"> {
  const hello: Hello = await admin.command({ hello: 1 });
  if (hello.primary !== undefined || hello.msg === "isdbgrid") return "serving";
  if (hello.setName !== undefined) return "lonely";
  return (await initiate(admin, address, hello, log)) ? "initiated" : "lonely";
}

/** Undefined for what is not ours to touch: several hosts, or names that DNS resolves. */
function readAddress(url: string): Address | undefined {
  const [, start, host, rest = ""] = /^(mongodb:\/\/(?:[^@/]*@)?)([^/?,]+)(.*)$/s.exec(url) ?? [];
  if (!start || !host || !/^[/?]|^$/.test(rest)) return undefined;
  const [path = "", query = ""] = rest.split("?");
  const options = new URLSearchParams(query);
  const setName = options.get("replicaSet");
  options.delete("replicaSet");
  options.set("directConnection", "true");
  return {
    host: host.includes(":") ? host : `${host}:27017`,
    setName,
    directUrl: `${start}${host}${path || "/"}?${options.toString()}`,
  };
}

const isKnownAlready = /^(AlreadyInitialized|ConfigurationInProgress)$/;

/** False when it was initiated before. */
async function initiate(
  admin: Db,
  { host, setName }: Address,
  { isreplicaset }: Hello,
  log: Log,
): Promise<boolean> {
  if (!isreplicaset)
    throw new Error(
      `The MongoDB at ${host} is not a replica set, which transactions need: start it with --replSet rs0`,
    );
  const config = {
    _id: setName ?? "rs0",
    members: [{ _id: 0, host }],
    settings: { electionTimeoutMillis: 500 },
  };
  try {
    await admin.command({ replSetInitiate: config });
    log.info({ host, set: setName ?? "rs0" }, "Initiated the replica set");
    return true;
  } catch (cause) {
    // Another process was quicker, or the member does not find itself in the configuration it has.
    if (cause instanceof MongoServerError && isKnownAlready.test(`${cause.codeName}`)) return false;
    throw cause;
  }
}

/** Data that was made under another address: the only member is given today's. */
async function moveMember(admin: Db, host: string, log: Log): Promise<void> {
  const { config } = (await admin.command({ replSetGetConfig: 1 })) as {
    config: { version: number; members: { host: string }[] };
  };
  const [member, ...others] = config.members;
  if (!member || others.length > 0 || member.host === host) return;
  const moved = { ...config, version: config.version + 1, members: [{ ...member, host }] };
  await admin.command({ replSetReconfig: moved, force: true });
  log.info({ from: member.host, to: host }, "Gave the replica set its new address");
}
