/** The composition root: what the user service is made of. */
import { randomBytes } from "node:crypto";
import { topology } from "@shop/contracts/topology";
import { userApi } from "@shop/contracts/user";
import { createLocalKeys } from "@shop/kit/auth";
import type { Logger } from "@shop/kit/logger";
import { createMailTransport } from "@shop/kit/mail";
import { openService } from "@shop/kit/open-service";
import { connectRedis } from "@shop/kit/redis";
import type { Service } from "@shop/kit/service";
import { ensureAccount } from "./accounts/ensure-account.ts";
import { createAccessTokens } from "./clients/access-tokens.ts";
import { createPasswords } from "./clients/argon2-passwords.ts";
import { createMailer } from "./clients/mail-client.ts";
import { createSecurityLog } from "./clients/security-log.ts";
import type { Config } from "./config.ts";
import { userConsumers } from "./consumers.ts";
import { createKeyRing } from "./keys/key-ring.ts";
import { sendMail } from "./registrations/send-mail.ts";
import { userRoutes, type UserDeps } from "./routes.ts";
import { createAccountStore } from "./store/account-store.ts";
import { loadCommonPasswords } from "./store/common-passwords.ts";
import { createKeyStore } from "./store/key-store.ts";
import { createLoginThrottle } from "./store/login-throttle.ts";
import { createMailing, createMailStore } from "./store/mail-store.ts";
import { migrations } from "./store/migrations.ts";
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
    migrations,
    async wire({ connection, transact, use }) {
      const redis = use(connectRedis(config.redisUrl, log));
      const keyRing = createKeyRing({ keys: createKeyStore({ connection, now }), now }, config.keyPeriod);
      const deps: UserDeps = {
        accounts: createAccountStore({ connection, transact }),
        passwords: createPasswords(config.hashing),
        registrations: createRegistrationStore({ connection, transact, now }),
        mails: createMailStore({ connection }),
        mailer: createMailer(
          use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })),
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

      const mailing = use(createMailing({ connection, log, send: (mail) => sendMail(deps, mail) }));

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
