/** Whether the servers that the environment names can be used, asked before anything waits for them. Passwords are never told. */
import type { Environment } from "./command.ts";
import { addressVariables } from "./ladder.ts";
import { type ServerName, serverNames, titles } from "./program.ts";

const timeoutMs = 2_000;
/** Beyond the time of each client, because looking up a name may take longer. */
const patienceMs = 3_000;

/** One sentence for each that can't be used, by server. */
export async function findUnreachable(env: Environment): Promise<ReadonlyMap<ServerName, string>> {
  const found = new Map<ServerName, string>();
  await Promise.all(
    serverNames.map(async (name) => {
      const url = env[addressVariables[name]];
      const trouble = url ? await ask(name, url) : undefined;
      if (trouble !== undefined) found.set(name, trouble);
    }),
  );
  return found;
}

async function ask(name: ServerName, url: string): Promise<string | undefined> {
  const who = `${titles[name]} at ${hostsOf(url)} (${addressVariables[name]})`;
  const call = await askers[name]();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  try {
    const trouble = await Promise.race([call(url), tooLate]);
    return trouble && `${who} ${trouble}`;
  } catch (cause) {
    return `${who} cannot be reached: ${reasonOf(cause, url)}.`;
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined when it can be used, or what is wrong with one that answers; throws when none answers. */
type Asker = (url: string) => Promise<string | undefined>;

/** The clients are loaded when there is somebody to ask. */
const askers: Readonly<Record<ServerName, () => Promise<Asker>>> = {
  async mongodb() {
    const { default: mongoose } = await import("mongoose");
    return async (url) => {
      const client = new mongoose.mongo.MongoClient(withoutSetName(url), {
        serverSelectionTimeoutMS: timeoutMs,
        connectTimeoutMS: timeoutMs,
        socketTimeoutMS: timeoutMs,
      });
      try {
        const hello = await client.db("admin").command({ hello: 1 });
        // One that waits for its first configuration says `isreplicaset`; a router of shards says `isdbgrid`.
        if (hello["setName"] || hello["isreplicaset"] || hello["msg"] === "isdbgrid") return undefined;
        return "is not a replica set, which transactions need: start it with --replSet rs0.";
      } finally {
        await client.close();
      }
    };
  },
  async redis() {
    const { Redis } = await import("ioredis");
    return async (url) => {
      const redis = new Redis(url, {
        lazyConnect: true,
        connectTimeout: timeoutMs,
        commandTimeout: timeoutMs,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
      });
      let cause: Error | undefined;
      redis.on("error", (error: Error) => (cause = error));
      try {
        await redis.connect();
        await redis.ping();
        return undefined;
      } catch (error) {
        throw cause ?? error;
      } finally {
        redis.disconnect();
      }
    };
  },
  async rabbitmq() {
    const { connect } = await import("amqplib");
    return async (url) => {
      const connection = await connect(url, { timeout: timeoutMs });
      connection.on("error", () => undefined);
      await connection.close();
      return undefined;
    };
  },
};

/** One host is asked as it is: as a member of a set that it does not belong to (yet), it would be asked for ever. */
function withoutSetName(url: string): string {
  const [, start, rest = ""] = /^(mongodb:\/\/(?:[^@/]*@)?[^/?,]+)(\/.*)?$/.exec(url) ?? [];
  if (start === undefined) return url;
  const [path = "", query = ""] = rest.split("?");
  const options = new URLSearchParams(query);
  options.delete("replicaSet");
  options.set("directConnection", "true");
  return `${start}${path || "/"}?${options.toString()}`;
}

/** Without what may be secret: the user, the password, and the options. */
export const hostsOf = (url: string): string =>
  /^[a-z+]+:\/\/(?:.*@)?([^/?@]*)/i.exec(url)?.[1] || "an address that can't be read";

function reasonOf(cause: unknown, url: string): string {
  const causes: unknown[] = cause instanceof AggregateError ? [...(cause.errors as unknown[])] : [cause];
  const texts = causes.map((each) => (each instanceof Error ? each.message || each.name : String(each)));
  const secrets = /^[a-z+]+:\/\/(.*)@/i.exec(url)?.[1];
  const text = [...new Set(texts)].join("; ").replace(/\.$/, "");
  return secrets ? hide(text, [url, secrets, ...secrets.split(":")]) : text.replaceAll(url, hostsOf(url));
}

const hide = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((shown, secret) => (secret.length < 3 ? shown : shown.replaceAll(secret, "…")), text);
