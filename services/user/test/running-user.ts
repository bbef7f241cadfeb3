/** The user service as tests use it: on real servers, with a database and a broker's room of its own. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { userApi, userInternalApi } from "@shop/contracts/user/api";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { testAmqpUrl, testDatabaseUrl } from "@shop/testing/backing";
import { createClient, startServer } from "@shop/testing/http";
import { startMailServer } from "@shop/testing/mail";
import { until } from "@shop/testing/until";
import mongoose from "mongoose";
import { inject } from "vitest";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";

/** One for all services of a test file: of replicas either may send a mail. It ends with the file. */
export const mailServer = await startMailServer();

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
    SMTP_URL: mailServer.smtpUrl,
    LOG_LEVEL: "info",
    // Every test of a run calls from one address.
    LOGIN_FAILURES_PER_ADDRESS: "1000000",
    LOGIN_FAILURES_OVERALL: "1000000",
  };
  const config = { ...loadConfig(Config, env), ...changes };
  const lines: LogLine[] = [];
  const log = createLogger("user", config.logLevel, collect(lines));

  await using open = new AsyncDisposableStack();
  const service = open.use(await start(config, log));
  const { url } = open.use(await startServer(service.http));
  const db = await mongoose.createConnection(mongoUrl).asPromise();
  open.defer(() => db.close());
  const gateway = createServiceTokens({ secret: config.internalTokenSecret, issuer: "gateway" });
  const opened = open.move();
  return {
    url,
    api: createClient(url, userApi),
    internal: createClient(url, userInternalApi, { token: await gateway.tokenFor("user") }),
    /** What the service has logged so far. */
    lines,
    rows: (collection: string) => db.collection(collection),
    mongoUrl,
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

type Registering = Pick<RunningUser, "api">;

/** Registered, and not confirmed yet; answers the token that was mailed. */
export async function mailedToken({ api }: Registering, person: Person): Promise<string> {
  const before = mailServer.mailsTo(person.email).length;
  const { status } = await api.register({ body: person });
  if (status !== 202) throw new Error(`Registering answered ${status}`);
  return until(() => tokenIn(mailServer.mailsTo(person.email).slice(before).at(-1)));
}

export const tokenIn = (mail: { readonly text: string } | undefined): string | undefined =>
  /http:\/\/localhost:8080\/verify-email\?token=([\w-]{43})$/m.exec(mail?.text ?? "")?.[1];

/** Registered and confirmed. */
export async function registered(user: Registering, changes: Partial<Person> = {}): Promise<Person> {
  const person = { ...aPerson(), ...changes };
  const token = await mailedToken(user, person);
  const { status } = await user.api.verifyEmail({ body: { token } });
  if (status !== 204) throw new Error(`Confirming answered ${status}`);
  return person;
}

/** A registered person's tokens. */
export async function signedIn(user: Registering) {
  const { email, password } = await registered(user);
  return (await user.api.logIn({ body: { email, password } })).body;
}

const firstAdmin = { email: "admin@supercoolshop.test", password: "admin-of-the-shop" };

/** The one that is there from the first start. */
export async function asAdmin(user: Pick<RunningUser, "api">) {
  const { body } = await user.api.logIn({ body: firstAdmin });
  return { token: body.accessToken, id: body.user.id };
}

/** Registered, confirmed, and disabled by an admin. */
export async function disabledPerson(user: Pick<RunningUser, "api">): Promise<Person> {
  const person = await registered(user);
  const { email, password } = person;
  const { body } = await user.api.logIn({ body: { email, password } });
  await disable(user, body.user.id);
  return person;
}

export async function disable(user: Pick<RunningUser, "api">, id: string): Promise<void> {
  const { token } = await asAdmin(user);
  const { status } = await user.api.updateUser({ token, params: { id }, body: { disabled: true } });
  assert.equal(status, 200);
}
