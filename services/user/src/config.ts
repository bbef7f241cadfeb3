import { availableParallelism } from "node:os";
import { Email } from "@shop/contracts/language/text";
import { Password } from "@shop/contracts/user/passwords";
import { realAddress, secret } from "@shop/kit/process/config";
import { serviceEnvironment, toServiceConfig } from "@shop/kit/service/environment";
import { z } from "zod";
import demoPeople from "../demo-people.json" with { type: "json" };
import type { FirstAccount } from "./accounts/ensure-account.ts";
import { secondFactorRules } from "./sessions/second-factor-rule.ts";

const hour = 60 * 60 * 1000;
const count = (usually: number) => z.coerce.number().int().positive().default(usually);

/** Alice, and those who review the demo's products: an account of theirs could not be confirmed, for nobody reads their mail. */
const people = demoPeople.map((person): FirstAccount => ({ ...person, role: "customer" }));

export const Config = z
  .object({
    ...serviceEnvironment("user", 8082),
    NODE_ENV: z.string().optional(),
    /** Asked for what they hold of a person. */
    CATALOG_URL: z.url().default("http://127.0.0.1:8081"),
    ORDER_URL: z.url().default("http://127.0.0.1:8083"),
    REDIS_URL: z.string().default("redis://127.0.0.1:6379"),
    SMTP_URL: realAddress("smtp://127.0.0.1:1025"),
    MAIL_FROM: realAddress("SuperCoolShop <accounts@supercoolshop.test>"),
    /** Where the links in mails lead. */
    SHOP_URL: realAddress("http://localhost:8080"),
    ADMIN_EMAIL: Email.default("admin@supercoolshop.test"),
    ADMIN_PASSWORD: secret("admin-of-the-shop", { minLength: 8 }),
    /** With commas between them: the first seals what must be read again (signing keys), all open it. */
    SEALING_SECRETS: secret("development-sealing-secret-of-the-shop", {
      format: /^[^,]{32,}(?:,[^,]{32,})*$/,
    }),
    /** Who must have a second factor: `staff` is admins, too. */
    SECOND_FACTOR_FOR: z.enum(secondFactorRules).default("nobody"),
    KEY_ROTATION_HOURS: count(7 * 24),
    LOGIN_FAILURES_PER_ACCOUNT: count(5),
    LOGIN_FAILURES_PER_ADDRESS: count(50),
    LOGIN_FAILURES_OVERALL: count(1_000),
    EXPORTS_PER_HOUR: count(5),
    /** From the request of an erasure until no access token is good that was given before it. */
    ERASURE_REST_SECONDS: z.coerce
      .number()
      .nonnegative()
      .default(6 * 60),
  })
  // Or nobody could log in with it.
  .refine((env) => Password.safeParse(env.ADMIN_PASSWORD).success, {
    error: "must be 8 to 128 characters",
    path: ["ADMIN_PASSWORD"],
  })
  .transform((env) => ({
    ...toServiceConfig(env),
    catalogUrl: env.CATALOG_URL,
    orderUrl: env.ORDER_URL,
    redisUrl: env.REDIS_URL,
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    shopUrl: env.SHOP_URL.replace(/\/{1,8}$/, ""),
    sealingSecrets: env.SEALING_SECRETS.split(","),
    keyPeriod: { periodMs: env.KEY_ROTATION_HOURS * hour, leadMs: hour / 6 },
    loginLimits: {
      failuresPerAccount: env.LOGIN_FAILURES_PER_ACCOUNT,
      failuresPerAddress: env.LOGIN_FAILURES_PER_ADDRESS,
      failuresOverall: env.LOGIN_FAILURES_OVERALL,
      failuresInAttack: 3,
      windowS: 300,
    },
    secondFactorFor: env.SECOND_FACTOR_FOR,
    codeLimits: { failures: 10, windowS: 3_600 },
    exportsPerHour: env.EXPORTS_PER_HOUR,
    erasureRestMs: env.ERASURE_REST_SECONDS * 1_000,
    hashing: { running: availableParallelism() < 4 ? 1 : 2, waiting: 20 },
    firstAccounts: [
      { email: env.ADMIN_EMAIL, password: env.ADMIN_PASSWORD, name: "Admin", role: "admin" },
      ...(env.NODE_ENV === "production" ? [] : people),
    ] satisfies readonly FirstAccount[],
  }));
export type Config = z.output<typeof Config>;
