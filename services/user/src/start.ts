/** The composition root: opens what the service needs, wires it, and closes it in reverse. */
import { randomBytes } from "node:crypto";
import { heardEvents, topology } from "@shop/contracts/topology";
import { createLocalKeys, createTokenVerifier } from "@shop/kit/auth";
import { connectBus } from "@shop/kit/bus";
import { createInbox } from "@shop/kit/inbox";
import type { Logger } from "@shop/kit/logger";
import { createMailTransport } from "@shop/kit/mail";
import { connectMongo } from "@shop/kit/mongo";
import { createOutbox } from "@shop/kit/outbox";
import { connectRedis } from "@shop/kit/redis";
import type { Service } from "@shop/kit/service";
import { createTransactions } from "@shop/kit/transactions";
import { ensureAccount } from "./accounts/ensure-account.ts";
import { createApp } from "./app.ts";
import { createAccessTokens } from "./clients/access-tokens.ts";
import { createPasswords } from "./clients/argon2-passwords.ts";
import { createMailer } from "./clients/mail-client.ts";
import { createSecurityLog } from "./clients/security-log.ts";
import type { Config } from "./config.ts";
import { userConsumers } from "./consumers.ts";
import { createKeyRing } from "./keys/key-ring.ts";
import { sendMail } from "./registrations/send-mail.ts";
import type { UserDeps } from "./routes.ts";
import { createAccountStore } from "./store/account-store.ts";
import { loadCommonPasswords } from "./store/common-passwords.ts";
import { createKeyStore } from "./store/key-store.ts";
import { createLoginThrottle } from "./store/login-throttle.ts";
import { createMailing, createMailStore } from "./store/mail-store.ts";
import { migrations } from "./store/migrations.ts";
import { createRegistrationStore } from "./store/registration-store.ts";
import { createRevokedSessions } from "./store/revoked-sessions.ts";
import { createSessionStore } from "./store/session-store.ts";

export async function start(config: Config, log: Logger): Promise<Service> {
  await using open = new AsyncDisposableStack();
  const mongo = open.use(await connectMongo({ url: config.mongoUrl, log, migrations }));
  const redis = open.use(connectRedis(config.redisUrl, log));
  const bus = open.use(connectBus({ url: config.amqpUrl, name: "user", topology, log }));
  const { connection } = mongo;
  const outbox = createOutbox({ connection, log, routed: heardEvents });
  const transact = createTransactions({ connection, outbox, inbox: createInbox({ connection }) });

  const keyRing = createKeyRing({ keys: createKeyStore({ connection, now }), now }, config.keyPeriod);
  const deps: UserDeps = {
    accounts: createAccountStore({ connection, transact }),
    passwords: createPasswords(config.hashing),
    registrations: createRegistrationStore({ connection, transact, now }),
    mails: createMailStore({ connection }),
    mailer: createMailer(
      open.use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })),
      config.shopUrl,
    ),
    wakeMailing: () => mailing.wake(),
    commonPasswords: loadCommonPasswords(),
    sessions: createSessionStore({ connection, transact }),
    revokedSessions: createRevokedSessions({ redis, now }),
    accessTokens: createAccessTokens(keyRing),
    throttle: createLoginThrottle(redis, config.loginLimits),
    keyRing,
    record: createSecurityLog(log),
    now,
    newId: () => crypto.randomUUID(),
    newToken,
    newRefreshToken: newToken,
  };

  const mailing = open.use(createMailing({ connection, log, send: (mail) => sendMail(deps, mail) }));

  await keyRing.signingKey();
  for (const account of config.firstAccounts) await ensureAccount(deps, account);
  open.use(outbox.relay(bus));
  bus.consume("user", userConsumers(deps));

  const verify = createTokenVerifier({
    keys: createLocalKeys(() => keyRing.publicKeys()),
    serviceSecret: config.internalTokenSecret,
    audience: "user",
  });
  const opened = open.move();
  return {
    http: createApp({ deps, verify, isReady: mongo.isReady, log }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const now = () => new Date();

/** 256 random bits: not to be guessed. */
const newToken = () => randomBytes(32).toString("base64url");
