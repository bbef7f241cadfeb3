/** The seven processes of a shop: how each is started, and with what environment. */
import { join } from "node:path";
import type { Environment } from "@shop/servers/command";
import { serviceNames, type Backing } from "./backing.ts";
import type { Ports } from "./ports.ts";

export const processNames = ["gateway", ...serviceNames, "web", "sandbox", "mail"] as const;
export type ProcessName = (typeof processNames)[number];

export type ProcessPlan = {
  readonly entry: string;
  readonly env: Environment;
  readonly url: string;
  /** What answers when it can be used; undefined: that it listens is enough. */
  readonly readyPath: string | undefined;
};

export const demoLogins = {
  admin: { email: "admin@supercoolshop.test", password: "admin-of-the-shop" },
  alice: { email: "alice@supercoolshop.test", password: "alice-of-the-shop" },
} as const;

export type Surroundings = {
  readonly env: Environment;
  readonly dataDir: string;
  readonly compileCache: string;
  readonly ports: Ports;
  readonly gatewayHost: string;
  readonly backing: Pick<Backing, "redisUrl" | "amqpUrl" | "mongoUrl">;
};

const at = (port: number) => `http://127.0.0.1:${port}`;

export function planProcesses(surroundings: Surroundings): Readonly<Record<ProcessName, ProcessPlan>> {
  const { dataDir, ports, gatewayHost, backing } = surroundings;
  const shared = { ...environmentForAll(surroundings), HOST: "127.0.0.1" };
  const service = (name: (typeof serviceNames)[number] | "web", more: Environment = {}): ProcessPlan => ({
    entry: `services/${name}/src/main.ts`,
    env: { ...shared, PORT: `${ports[name]}`, METRICS_PORT: `${ports[`${name}Metrics`]}`, ...more },
    url: at(ports[name]),
    readyPath: "/health/ready",
  });
  const withDatabase = (name: (typeof serviceNames)[number]): ProcessPlan =>
    service(name, { MONGO_URL: backing.mongoUrl(name) });
  return {
    gateway: {
      entry: "gateway/src/main.ts",
      env: {
        ...shared,
        HOST: gatewayHost,
        PORT: `${ports.gateway}`,
        METRICS_PORT: `${ports.gatewayMetrics}`,
      },
      url: at(ports.gateway),
      readyPath: "/health/live",
    },
    catalog: withDatabase("catalog"),
    user: withDatabase("user"),
    order: withDatabase("order"),
    web: service("web"),
    sandbox: {
      entry: "deploy/payment-sandbox/src/main.ts",
      env: {
        ...shared,
        PORT: `${ports.sandbox}`,
        DATA_DIR: join(dataDir, "payment-sandbox"),
        WEBHOOK_URL: `${at(ports.gateway)}/webhooks/payments/sandbox`,
      },
      url: at(ports.sandbox),
      readyPath: undefined,
    },
    mail: {
      entry: "deploy/mail-catcher/src/main.ts",
      env: {
        ...shared,
        MAIL_PORT: `${ports.mail}`,
        SMTP_PORT: `${ports.smtp}`,
        DATA_DIR: join(dataDir, "mail"),
      },
      url: at(ports.mail),
      readyPath: undefined,
    },
  };
}

function environmentForAll({ env, compileCache, ports, backing }: Surroundings): Environment {
  const own = Object.entries(env).filter(([name]) => !/^npm_|^VITEST|^NODE_CHANNEL/i.test(name));
  return {
    ...Object.fromEntries(own),
    NODE_ENV: "development",
    NODE_COMPILE_CACHE: compileCache,
    REDIS_URL: backing.redisUrl,
    AMQP_URL: backing.amqpUrl,
    CATALOG_URL: `http://127.0.0.1:${ports.catalog}`,
    USER_URL: `http://127.0.0.1:${ports.user}`,
    ORDER_URL: `http://127.0.0.1:${ports.order}`,
    WEB_URL: `http://127.0.0.1:${ports.web}`,
    PAYMENT_URL: `http://127.0.0.1:${ports.sandbox}`,
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    SHOP_URL: env["SHOP_URL"] || `http://localhost:${ports.gateway}`,
    WEBHOOK_ALLOW_PRIVATE: env["WEBHOOK_ALLOW_PRIVATE"] || "true",
    ADMIN_EMAIL: env["ADMIN_EMAIL"] || demoLogins.admin.email,
    ADMIN_PASSWORD: env["ADMIN_PASSWORD"] || demoLogins.admin.password,
  };
}
