/** The composition root: what the user service is made of. */
import { randomBytes } from "node:crypto";
import { topology } from "@shop/contracts/shop";
import { userApi, userInternalApi } from "@shop/contracts/user/api";
import { createLocalKeys } from "@shop/kit/auth/keys";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Logger } from "@shop/kit/process/logger";
import { createSealer } from "@shop/kit/process/sealer";
import { createMailTransport } from "@shop/kit/mail/transport";
import { openService } from "@shop/kit/service/open-service";
import { connectRedis } from "@shop/kit/redis";
import type { Service } from "@shop/kit/service/run";
import { createAccountListStore } from "./accounts/account-list-store.ts";
import { accountCollection, createAccountStore } from "./accounts/account-store.ts";
import { createAdminStore } from "./accounts/admin-store.ts";
import { ensureFirstAccounts } from "./accounts/ensure-account.ts";
import { addressBookCollection, createAddressStore } from "./addresses/address-store.ts";
import { places } from "./addresses/places-provider.ts";
import { addressRoutes } from "./addresses/routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { apiKeyCollection } from "./api-keys/api-key-store.ts";
import { openApiKeys } from "./api-keys/start.ts";
import { showObjects } from "./acts/start.ts";
import { auditCollection, createAuditStore } from "./audit/audit-store.ts";
import { auditConsumers } from "./audit/consumers.ts";
import { auditRoutes } from "./audit/routes.ts";
import { browserSessionRoutes } from "./browser-sessions/routes.ts";
import type { Config } from "./config.ts";
import { createKeyRing } from "./keys/key-ring.ts";
import { createKeyStore, signingKeyCollection } from "./keys/key-store.ts";
import { keyRoutes } from "./keys/routes.ts";
import { managedUserRoutes } from "./managed-users/routes.ts";
import { createMailer } from "./mails/mailer.ts";
import { noticeCollection } from "./notices/notice-store.ts";
import { openNotices } from "./notices/start.ts";
import { createArgon2Provider } from "./passwords/argon2-provider.ts";
import { loadCommonPasswords } from "./passwords/common-password-store.ts";
import {
  createResetStore,
  resetCollection,
  resetRowsOf,
  type ResetRow,
} from "./password-changes/reset-store.ts";
import { passwordRoutes } from "./password-changes/routes.ts";
import { resetMailTasks } from "./password-changes/tasks.ts";
import { writeResetMail } from "./password-changes/write-reset-mail.ts";
import { erasureCollection } from "./privacy/erasure-store.ts";
import { openPrivacy } from "./privacy/start.ts";
import {
  addressCollection,
  addressRowsOf,
  type AddressRow,
  type MailTask,
} from "./registrations/address-rows.ts";
import { createMailStore } from "./registrations/mail-store.ts";
import { createRegistrationStore } from "./registrations/registration-store.ts";
import { registrationRoutes } from "./registrations/routes.ts";
import { mailTasks } from "./registrations/tasks.ts";
import { writeMail } from "./registrations/write-mail.ts";
import { openSecondFactors, secondFactorCollections } from "./second-factor-login/start.ts";
import { createAccessTokens } from "./sessions/access-token-provider.ts";
import { sessionConsumers } from "./sessions/consumers.ts";
import { createKnownClientStore } from "./sessions/known-client-store.ts";
import { createLoginThrottleStore } from "./sessions/login-throttle-store.ts";
import { createRevokedSessionStore } from "./sessions/revoked-session-store.ts";
import { sessionRoutes } from "./sessions/routes.ts";
import { createSecurityLog } from "./sessions/security-log.ts";
import { createSessionStore } from "./sessions/session-store.ts";
import { refreshTokenCollection, sessionCollection } from "./sessions/session-rows.ts";
import { tellAllEnded } from "./sessions/start.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "user",
    api: { ...userApi, ...userInternalApi },
    config,
    log,
    topology,
    layout: {
      collections: [
        accountCollection,
        addressCollection,
        addressBookCollection,
        apiKeyCollection,
        auditCollection,
        erasureCollection,
        resetCollection,
        noticeCollection,
        sessionCollection,
        refreshTokenCollection,
        signingKeyCollection,
        ...secondFactorCollections,
      ],
    },
    async wire(ground) {
      const { connection, transact, outbox, workOn, cursors, use } = ground;
      const worker = workOn<AddressRow, AddressRow, MailTask>(addressRowsOf(connection), (row) => row);
      const resetWorker = workOn<ResetRow, ResetRow, MailTask>(resetRowsOf(connection), (row) => row);
      const sealer = createSealer(config.sealingSecrets);
      const redis = use(connectRedis(config.redisUrl, log));
      const keyRing = createKeyRing(
        { keys: createKeyStore({ connection, sealer, log, now }), now },
        config.keyPeriod,
      );
      const accounts = createAccountStore({ connection, outbox });
      const transport = use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom }));
      const mailer = createMailer(transport, config.shopUrl);
      const deps = {
        accounts,
        accountLists: createAccountListStore({ connection }),
        audit: createAuditStore({ connection }),
        notices: openNotices({ connection, workOn, accounts, mailer, now }),
        passwords: createArgon2Provider(config.hashing),
        commonPasswords: loadCommonPasswords(),
        transact,
        addressBooks: createAddressStore({ connection }),
        places,
        takeTurns: createDocumentTurns(),
        resets: createResetStore({ connection, worker: resetWorker, now }),
        registrations: createRegistrationStore({ connection, transact, accounts, worker, now }),
        sessions: createSessionStore({ connection, transact, outbox, accounts }),
        knownClients: createKnownClientStore({ connection }),
        revokedSessions: createRevokedSessionStore({ redis, now }),
        accessTokens: createAccessTokens(keyRing),
        throttle: createLoginThrottleStore(redis, config.loginLimits),
        keyRing,
        record: createSecurityLog(log),
        secondFactorFor: config.secondFactorFor,
        now,
        newId: () => crypto.randomUUID(),
        newToken,
        newRefreshToken: newToken,
      };
      worker.begin(
        mailTasks({
          mails: createMailStore({ connection, collection: addressCollection.name }),
          mailer,
          write: (mail) => writeMail(deps, mail),
          now,
        }),
      );
      resetWorker.begin(
        resetMailTasks({
          mails: createMailStore({ connection, collection: resetCollection.name }),
          mailer,
          write: (mail) => writeResetMail(deps, mail),
          now,
        }),
      );

      const {
        handlers: apiKeyHandlers,
        isGoodKey,
        findKey,
        endedKeysSince,
      } = openApiKeys({ connection, outbox, cursors }, deps);
      use(tellAllEnded({ ...deps, endedKeysSince, redis, log }));
      const { secondFactors, demandSecondFactor, handlers } = openSecondFactors(
        { connection, cursors, redis, config },
        deps,
      );
      const privacy = openPrivacy(ground, config, { ...deps, mailer, secondFactors }, redis);
      await keyRing.signingKey();
      const admins = createAdminStore({ connection });
      await ensureFirstAccounts({ ...deps, admins }, config.firstAccounts);
      return {
        handlers: {
          ...handlers,
          ...registrationRoutes(deps),
          ...sessionRoutes({ ...deps, demandSecondFactor, isGoodKey }, cursors),
          ...browserSessionRoutes(deps),
          ...apiKeyHandlers,
          ...managedUserRoutes({ ...deps, secondFactors }, cursors),
          ...passwordRoutes({ ...deps, secondFactors }),
          ...addressRoutes(deps, cursors),
          ...accountRoutes(deps),
          ...auditRoutes(deps, cursors),
          ...keyRoutes(deps),
          ...privacy.handlers,
        },
        consumers: [...sessionConsumers(deps), ...auditConsumers(deps), ...privacy.consumers],
        shown: showObjects({ ...deps, findKey }),
        keys: createLocalKeys(() => keyRing.publicKeys()),
      };
    },
  });

const now = () => new Date();

/** 256 random bits: not to be guessed. */
const newToken = () => randomBytes(32).toString("base64url");
