/** The user service as tests use it: on real servers, with a database and a broker's room of its own. */
import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { userApi } from "@shop/contracts/user";
import { loadConfig } from "@shop/kit/config";
import { createLogger } from "@shop/kit/logger";
import { testAmqpUrl, testDatabaseUrl } from "@shop/kit/testing/backing";
import { createClient, startServer } from "@shop/kit/testing/http";
import mongoose from "mongoose";
import { inject } from "vitest";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";

export type Servers = { readonly mongoUrl: string; readonly amqpUrl: string };
export type LogLine = { readonly level: string; readonly msg: string; readonly [field: string]: unknown };

export const serversOfOurOwn = async (): Promise<Servers> => ({
  mongoUrl: testDatabaseUrl("user"),
  amqpUrl: await testAmqpUrl("user"),
});

/** `changes` replace what the environment gives. Two with the same servers are replicas. */
export async function runUser(changes: Partial<Config> = {}, servers?: Servers) {
  const { mongoUrl, amqpUrl } = servers ?? (await serversOfOurOwn());
  const env = {
    MONGO_URL: mongoUrl,
    AMQP_URL: amqpUrl,
    REDIS_URL: inject("redisUrl"),
    LOG_LEVEL: "info",
    // Every test of a run calls from one address.
    LOGIN_FAILURES_PER_ADDRESS: "1000000",
  };
  const config = { ...loadConfig(Config, env), ...changes };
  const lines: LogLine[] = [];
  const log = createLogger("user", config.logLevel, collect(lines));

  await using open = new AsyncDisposableStack();
  const service = open.use(await start(config, log));
  const { url } = open.use(await startServer(service.http));
  const db = await mongoose.createConnection(mongoUrl).asPromise();
  open.defer(() => db.close());
  const opened = open.move();
  return {
    url,
    api: createClient(url, userApi),
    /** What the service has logged so far. */
    lines,
    rows: (collection: string) => db.collection(collection),
    amqpUrl,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningUser = Awaited<ReturnType<typeof runUser>>;

const collect = (lines: LogLine[]) =>
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as LogLine);
      done();
    },
  });

export const aPerson = () => ({
  email: `ana-${randomUUID()}@example.com`,
  password: `${randomUUID()} of the sea`,
  name: "Ana",
});
export type Person = ReturnType<typeof aPerson>;

export async function registered({ api }: Pick<RunningUser, "api">): Promise<Person> {
  const person = aPerson();
  const { status } = await api.register({ body: person });
  if (status !== 202) throw new Error(`Registering answered ${status}`);
  return person;
}

/** A registered person's tokens. */
export async function signedIn(user: Pick<RunningUser, "api">) {
  const { email, password } = await registered(user);
  return (await user.api.logIn({ body: { email, password } })).body;
}

/** Asks again until there is an answer, for 10 seconds. */
export async function until<Answer>(ask: () => Promise<Answer> | Answer): Promise<NonNullable<Answer>> {
  for (let left = 200; left > 0; left--) {
    const answer = await ask();
    if (answer) return answer;
    await pause(50);
  }
  throw new Error(`Waited in vain for ${ask.toString()}`);
}
