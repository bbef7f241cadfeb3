/* oxlint-disable max-lines -- one small tree, and each rule broken in it */
/** Each rule of `.dependency-cruiser.mjs` is broken once, in a small copy of the tree, and must be reported by its name. */
import { glob, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  cruise,
  type ICruiseOptions,
  type ICruiseResult,
  type IForbiddenRuleType,
  type IResolveOptions,
} from "dependency-cruiser";
import { afterAll, beforeAll, expect, test } from "vitest";

type Config = {
  readonly forbidden: IForbiddenRuleType[];
  readonly options: ICruiseOptions & { readonly enhancedResolveOptions: Partial<IResolveOptions> };
};
const { default: config } = (await import(
  new URL("../../.dependency-cruiser.mjs", import.meta.url).href
)) as {
  default: Config;
};

const tree: Record<string, string> = {
  "package.json": '{ "name": "shop", "type": "module", "workspaces": ["shared/*", "services/*", "gateway"] }',
  "shared/contracts/package.json":
    '{ "name": "@shop/contracts", "exports": { "./*": "./src/*.ts" }, "dependencies": { "zod": "*" } }',
  "shared/contracts/src/language/endpoint.ts": 'import { z } from "zod";\nexport const endpoint = z;\n',
  "shared/contracts/src/order/orders.ts":
    'import { endpoint } from "../language/endpoint.ts";\nexport const order = endpoint;\n',
  "shared/client/package.json":
    '{ "name": "@shop/client", "dependencies": { "@shop/contracts": "*", "zod": "*" } }',
  "shared/client/src/client.ts":
    'import type { endpoint } from "@shop/contracts/language/endpoint";\nexport type Client = typeof endpoint;\n',
  "shared/kit/package.json":
    '{ "name": "@shop/kit", "exports": { "./*": "./src/*.ts" }, "dependencies": { "@shop/contracts": "*", "amqplib": "*" } }',
  "shared/kit/src/errors.ts": "export const errors = 1;\n",
  "shared/kit/src/process/logger.ts": "export const logger = 1;\n",
  "shared/kit/src/net/http-request.ts": "export const request = 1;\n",
  "shared/kit/src/paging/cursor.ts": 'import "../errors.ts";\nexport const cursor = 1;\n',
  "shared/kit/src/mail/transport.ts": "export const transport = 1;\n",
  "shared/kit/src/auth/tokens.ts": 'import "../net/http-request.ts";\nexport const tokens = 1;\n',
  "shared/kit/src/mongo/connect.ts": 'import "../process/logger.ts";\nexport const mongo = 1;\n',
  "shared/kit/src/http/server/app.ts": 'import "../../auth/tokens.ts";\nexport const app = 1;\n',
  "shared/kit/src/idempotency/key-store.ts": 'import "../mongo/connect.ts";\nexport const keys = 1;\n',
  "shared/kit/src/messaging/bus/connect.ts":
    'import amqplib from "amqplib";\nexport const bus = amqplib;\nexport type Bus = 1;\n',
  "shared/kit/src/work/worker.ts": 'import "../mongo/connect.ts";\nexport const worker = 1;\n',
  "shared/kit/src/service/open-service.ts":
    'import "../http/server/app.ts";\nimport "../work/worker.ts";\nexport const open = 1;\n',
  "services/catalog/package.json": '{ "name": "@shop/catalog" }',
  "services/catalog/src/stock/stock.ts": "export const stock = 1;\n",
  "services/order/package.json":
    '{ "name": "@shop/order", "dependencies": { "@shop/kit": "*", "@shop/contracts": "*", "mongoose": "*", "express": "*" } }',
  "services/order/src/orders/order.ts":
    'import { errors } from "@shop/kit/errors";\nexport const order = errors;\n',
  "services/order/src/orders/place-order.ts":
    'import { order } from "./order.ts";\nexport const placeOrder = order;\n',
  "services/order/src/orders/order-store.ts":
    'import { order } from "./order.ts";\nexport const store = order;\n',
  "services/order/src/orders/order-rows.ts": "export const rows = 1;\n",
  "services/order/src/orders/order-keys.ts": "export const keys = 1;\n",
  "services/order/src/orders/security-log.ts": "export const log = 1;\n",
  "services/order/src/orders/index-thread.ts": "export const thread = 1;\n",
  "services/order/src/orders/drawing-process.ts": "export const drawing = 1;\n",
  "services/order/src/orders/tasks.ts": "export const tasks = 1;\n",
  "services/order/src/orders/consumers.ts": "export const consumers = 1;\n",
  "services/order/src/payments/payment.ts":
    'import { order } from "../orders/order.ts";\nexport const payment = order;\n',
  "services/order/src/payments/sandbox-provider.ts": "export const provider = 1;\n",
  "services/order/src/catalog-quotes/catalog-client.ts": "export const client = 1;\n",
  "services/order/src/orders/routes.ts":
    'import { placeOrder } from "./place-order.ts";\nexport const routes = placeOrder;\n',
  "services/order/test/fakes.ts": "export const fakes = 1;\n",
  "gateway/package.json": '{ "name": "@shop/gateway" }',
  "gateway/src/app.ts": "export const app = 1;\n",
  "gateway/src/routing/route-table.ts": "export const table = 1;\n",
  "gateway/src/entry/transit.ts": 'import "../routing/route-table.ts";\nexport const transit = 1;\n',
  "gateway/src/limits/rate-limit.ts": 'import "../entry/transit.ts";\nexport const limit = 1;\n',
  "gateway/src/own/health.ts": "export const health = 1;\n",
  "shared/kit/test/fixtures.ts": "export const fixtures = 1;\n",
  "deploy/servers/src/port.ts": "export const port = 1;\n",
};
const packages = ["zod", "amqplib", "mongoose", "express"];

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "boundaries-")));
  for (const [path, text] of Object.entries(tree)) await write(path, text);
  for (const name of packages) {
    await write(`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.js" }`);
    await write(`node_modules/${name}/index.js`, "module.exports = 1;\n");
  }
  await mkdir(join(folder, "node_modules/@shop"));
  for (const name of ["contracts", "kit"])
    await symlink(join(folder, "shared", name), join(folder, "node_modules/@shop", name));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isInstalled = (path: string) => path.includes("node_modules");

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function brokenRules(): Promise<string[]> {
  const { forbidden, options } = config;
  const result = await cruise(
    ["gateway", "services", "shared", "deploy"],
    { ...options, ruleSet: { forbidden }, validate: true, baseDir: folder },
    { ...options.enhancedResolveOptions },
  );
  const { summary } = result.output as ICruiseResult;
  expect(summary.totalCruised).toBeGreaterThanOrEqual(
    Object.keys(tree).filter((path) => path.endsWith(".ts")).length,
  );
  return summary.violations.map(({ rule }) => rule.name);
}

test("the whole of the real tree is looked at", async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const folders = ["gateway", "services", "shared", "deploy"];
  const files = await Array.fromAsync(
    glob(`{${folders.join(",")}}/**/*.ts`, { cwd: root, exclude: isInstalled }),
  );
  const { output } = await cruise(
    folders,
    { ...config.options, baseDir: root },
    config.options.enhancedResolveOptions,
  );
  expect(files.length).toBeGreaterThan(200);
  const isSkipped = (path: string) => path.includes("/scripts/");
  expect((output as ICruiseResult).summary.totalCruised).toBeGreaterThanOrEqual(
    files.filter((path) => !isSkipped(path)).length,
  );
}, 60_000);

test("the tree as it should be breaks no rule", async () => {
  expect(await brokenRules()).toEqual([]);
});

const breaks: readonly (readonly [rule: string, path: string, line: string])[] = [
  ["contracts-are-pure", "shared/contracts/src/order/orders.ts", 'import "@shop/kit/errors";'],
  [
    "client-stands-alone",
    "shared/client/src/client.ts",
    'import { endpoint as found } from "@shop/contracts/language/endpoint";',
  ],
  ["client-stands-alone", "shared/client/src/client.ts", 'import { z } from "zod";'],
  ["client-stands-alone", "shared/client/src/client.ts", 'import "../../kit/src/errors.ts";'],
  ["kit-knows-no-business", "shared/kit/src/errors.ts", 'import "@shop/contracts/order/orders";'],
  ["kit-words-know-no-room", "shared/kit/src/errors.ts", 'import "./process/logger.ts";'],
  ["kit-room-process", "shared/kit/src/process/logger.ts", 'import "../mongo/connect.ts";'],
  ["http-comes-by-the-kit", "gateway/src/upstreams/stream-lane.ts", 'import { Agent } from "node:http";'],
  ["kit-room-net", "shared/kit/src/net/http-request.ts", 'import "../auth/tokens.ts";'],
  ["kit-room-paging", "shared/kit/src/paging/cursor.ts", 'import "../mongo/connect.ts";'],
  ["kit-room-mail", "shared/kit/src/mail/transport.ts", 'import "../work/worker.ts";'],
  ["kit-room-auth", "shared/kit/src/auth/tokens.ts", 'import "../http/server/app.ts";'],
  ["kit-room-mongo", "shared/kit/src/mongo/connect.ts", 'import "../messaging/bus/connect.ts";'],
  ["kit-room-http", "shared/kit/src/http/server/app.ts", 'import "../../idempotency/key-store.ts";'],
  ["kit-room-idempotency", "shared/kit/src/idempotency/key-store.ts", 'import "../work/worker.ts";'],
  ["kit-room-messaging", "shared/kit/src/messaging/bus/connect.ts", 'import "../../work/worker.ts";'],
  ["kit-room-acts", "shared/kit/src/acts/act-store.ts", 'import "../service/open-service.ts";'],
  ["kit-room-privacy", "shared/kit/src/privacy/erasure-store.ts", 'import "../service/open-service.ts";'],
  ["kit-room-work", "shared/kit/src/work/worker.ts", 'import "../service/open-service.ts";'],
  [
    "the-language-knows-no-service",
    "shared/contracts/src/language/endpoint.ts",
    'import "../order/orders.ts";',
  ],
  [
    "shared-knows-no-deployment",
    "shared/kit/test/fixtures.ts",
    'import "../../../deploy/servers/src/port.ts";',
  ],
  [
    "services-are-islands",
    "services/order/src/orders/routes.ts",
    'import "../../../catalog/src/stock/stock.ts";',
  ],
  ["services-are-islands", "services/order/test/fakes.ts", 'import "../../../deploy/servers/src/port.ts";'],
  ["gateway-stands-alone", "gateway/src/app.ts", 'import "../../services/order/src/orders/routes.ts";'],
  ["gateway-rooms-go-one-way", "gateway/src/limits/rate-limit.ts", 'import "../own/health.ts";'],
  ["gateway-rooms-go-one-way", "gateway/src/own/health.ts", 'import "../app.ts";'],
  ["gateway-rooms-go-one-way", "gateway/src/entry/transit.ts", 'import "../own/health.ts";'],
  ["gateway-routes-know-no-request", "gateway/src/routing/route-table.ts", 'import "../entry/transit.ts";'],
  ["domain-is-pure", "services/order/src/orders/order.ts", 'import "express";'],
  ["domain-is-pure", "services/order/src/orders/order.ts", 'import "mongoose";'],
  ["domain-is-pure", "services/order/src/orders/order.ts", 'import type { Request } from "express";'],
  [
    "domain-runs-no-machinery",
    "services/order/src/orders/order.ts",
    'import { bus } from "@shop/kit/messaging/bus/connect";',
  ],
  ["domain-runs-no-machinery", "services/order/src/orders/place-order.ts", 'import "./order-store.ts";'],
  ...[
    "./order-rows.ts",
    "./order-keys.ts",
    "./security-log.ts",
    "./index-thread.ts",
    "./drawing-process.ts",
    "./routes.ts",
    "./consumers.ts",
    "./tasks.ts",
    "../payments/sandbox-provider.ts",
    "../catalog-quotes/catalog-client.ts",
  ].map(
    (edge) =>
      ["domain-runs-no-machinery", "services/order/src/orders/place-order.ts", `import "${edge}";`] as const,
  ),
  ["edges-do-not-meet", "services/order/src/orders/order-store.ts", 'import "./routes.ts";'],
  ["edges-do-not-meet", "services/order/src/orders/order-rows.ts", 'import "./consumers.ts";'],
  ["edges-do-not-meet", "services/order/src/orders/order-keys.ts", 'import "./routes.ts";'],
  ["edges-do-not-meet", "services/order/src/orders/security-log.ts", 'import "./tasks.ts";'],
  ["edges-do-not-meet", "services/order/src/orders/index-thread.ts", 'import "./routes.ts";'],
  ["edges-do-not-meet", "services/order/src/orders/drawing-process.ts", 'import "./routes.ts";'],
  ["edges-do-not-meet", "services/order/src/payments/sandbox-provider.ts", 'import "../orders/tasks.ts";'],
  ["no-folder-cycles", "services/order/src/orders/order-store.ts", 'import "../payments/payment.ts";'],
  [
    "edges-do-not-meet",
    "services/order/src/catalog-quotes/catalog-client.ts",
    'import "../orders/tasks.ts";',
  ],
  ["tests-are-leaves", "services/order/src/orders/routes.ts", 'import "../../test/fakes.ts";'],
  ["no-cycles", "services/order/src/orders/order.ts", 'import "./routes.ts";'],
  ["declare-what-you-use", "services/order/src/orders/routes.ts", 'import "amqplib";'],
  ["resolvable", "services/order/src/orders/routes.ts", 'import "./missing.ts";'],
];

test("there is no rule that nothing here breaks", () => {
  const broken = new Set(breaks.map(([rule]) => rule));
  expect(config.forbidden.map(({ name }) => name).filter((name = "") => !broken.has(name))).toEqual([]);
});

test.each(breaks)("%s is noticed in %s: %s", async (name, path, line) => {
  await write(path, `${line}\n${tree[path]}`);
  expect(await brokenRules()).toContain(name);
  await write(path, tree[path] ?? "");
});

test("a domain folder may name a type of the kit", async () => {
  const path = "services/order/src/orders/order.ts";
  await write(
    path,
    `import type { Bus } from "@shop/kit/messaging/bus/connect";\nexport type Its = Bus;\n${tree[path]}`,
  );
  expect(await brokenRules()).toEqual([]);
  await write(path, tree[path] ?? "");
});
