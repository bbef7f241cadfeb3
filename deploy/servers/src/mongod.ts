/** One mongod, small: a one-node replica set that somebody else initiates (`replica-set.ts`). */
import { mkdir } from "node:fs/promises";
import { startChild } from "./child.ts";
import { startContainer } from "./docker.ts";
import { waitForAnswer } from "./port.ts";
import { type Place, type Program, type Server, startFailure } from "./program.ts";

/**
 * An empty data folder takes 17 MB with these, 301 MB without, and the process a quarter of its usual memory. What a
 * process that is killed in the middle of a transaction has written to stays locked until the server ends that
 * transaction: usually 60 s, here soon after the 10 s that ours may take. Slow commands are not logged: they are logged
 * with their filters and changes, which name people, and no erasure reaches a log. What has changed may wait for the
 * next checkpoint in up to 40 % of the cache, not in 5: written page by page in between, it is written many times
 * (docs/decisions/0049).
 */
export const mongodSettings = (
  "--replSet rs0 --oplogSize 64 --wiredTigerCacheSizeGB 0.25 --nounixsocket --slowOpSampleRate 0 " +
  "--wiredTigerEngineConfigString log=(prealloc=false,file_max=16MB),eviction_dirty_target=40,eviction_dirty_trigger=60," +
  "eviction_updates_target=40,eviction_updates_trigger=60 " +
  "--setParameter diagnosticDataCollectionEnabled=false --setParameter transactionLifetimeLimitSeconds=15"
).split(" ");

export async function startMongod(
  program: Program,
  { folder, port, logFile, signal }: Place,
): Promise<Server> {
  await mkdir(folder, { recursive: true });
  // The port is the same inside a container and outside: the set's only member is known by it.
  const listen = ["--port", String(port)];
  const process =
    program.rung === "docker"
      ? await startContainer(program, {
          name: "mongodb",
          port,
          volumes: { [folder]: "/data/db" },
          command: ["mongod", ...mongodSettings, ...listen, "--bind_ip_all"],
          logFile,
        })
      : await startChild({
          name: "mongodb",
          file: program.file,
          args: [...mongodSettings, ...listen, "--bind_ip", "127.0.0.1", "--dbpath", folder],
          env: program.env,
          logFile,
        });
  const isOver = () => process.hasExited() || signal?.aborted === true;
  const answered = await waitForAnswer(port, ping, { isOver, timeoutMs: 60_000 });
  if (!answered) {
    await process[Symbol.asyncDispose]();
    throw startFailure("MongoDB", process);
  }
  return {
    url: `mongodb://127.0.0.1:${port}/?replicaSet=rs0`,
    process,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** An OP_MSG `{ ping: 1, $db: "admin" }`; Docker's port answers a connection long before mongod listens. */
const ping = (() => {
  const body = Buffer.from("\x1e\0\0\0\x10ping\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0", "latin1");
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]).toString("latin1");
})();
