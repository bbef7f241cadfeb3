/** The composition root: what the user service is made of. */
import { randomBytes } from "node:crypto";
import { topology } from "@shop/contracts/shop";
import { userApi } from "@shop/contracts/user/api";
import { createLocalKeys } from "@shop/kit/auth/keys";
import type { Logger } from "@shop/kit/process/logger";
import { createMailTransport } from "@shop/kit/mail/transport";
import { openService } from "@shop/kit/service/open-service";
import { connectRedis } from "@shop/kit/redis";
import type { Service } from "@shop/kit/service/run";
import { ensureAccount } from "./accounts/ensure-account.ts";
import { createAccessTokens } from "./clients/access-tokens.ts";
import { createPasswords } from "./clients/argon2-passwords.ts";
import { createMailer } from "./clients/mail-client.ts";
import { createSecurityLog } from "./clients/security-log.ts";
import type { Config } from "./config.ts";
import { userConsumers } from "./consumers.ts";
import { createKeyRing } from "./keys/key-ring.ts";
import { mailTasks } from "./registrations/tasks.ts";
import { userRoutes, type UserDeps } from "./routes.ts";
import { createAccountStore } from "./store/account-store.ts";
import { loadCommonPasswords } from "./store/common-passwords.ts";
import { createKeyStore } from "./store/key-store.ts";
import { createLoginThrottle } from "./store/login-throttle.ts";
import { createMailStore } from "./store/mail-store.ts";
import { addressRowsOf, type AddressRow, type MailTask } from "./store/address-rows.ts";
import { collections } from "./store/collections.ts";
import { createRegistrationStore } from "./store/registration-store.ts";
import { createRevokedSessions } from "./store/revoked-sessions.ts";
import { createSessionStore } from "./store/session-store.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "user",
    api: userApi,
    config,
    log,
    topology,
    layout: { collections },
    async wire({ connection, transact, outbox, workOn, use }) {
      const worker = workOn<AddressRow, AddressRow, MailTask>(addressRowsOf(connection), (row) => row);
      const redis = use(connectRedis(config.redisUrl, log));
      const keyRing = createKeyRing({ keys: createKeyStore({ connection, now }), now }, config.keyPeriod);
      const deps: UserDeps = {
        accounts: createAccountStore({ connection, outbox }),
        passwords: createPasswords(config.hashing),
        registrations: createRegistrationStore({ connection, transact, outbox, worker, now }),
        mails: createMailStore({ connection }),
        mailer: createMailer(
          use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })),
          config.shopUrl,
        ),
        commonPasswords: loadCommonPasswords(),
        sessions: createSessionStore({ connection, transact, outbox }),
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

      worker.begin(mailTasks(deps));

      await keyRing.signingKey();
      for (const account of config.firstAccounts) await ensureAccount(deps, account);
      return {
        handlers: userRoutes(deps),
        consumers: userConsumers(deps),
        keys: createLocalKeys(() => keyRing.publicKeys()),
      };
    },
  });

const now = () => new Date();

/** 256 random bits: not to be guessed. */
const newToken = () => randomBytes(32).toString("base64url");
