import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Shop, startShop } from "../src/shop.ts";
import { welcome } from "../src/welcome.ts";

const { env } = process;
const patience = { timeout: 60_000 };
const said: string[] = [];
let dataDir: string;
let shop: Shop;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "shop-supervised-"));
  shop = await startShop({
    env: { ...env, MONGO_URL: "", REDIS_URL: "", AMQP_URL: "" },
    dataDir,
    withBroker: false,
    isSupervised: true,
    say: (line) => said.push(line),
  });
}, 180_000);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

/** As `kill -9` in another terminal would. */
const murder = (pid: number | undefined) => process.kill(pid ?? 0, "SIGKILL");
const runsAgain = async (title: string): Promise<void> => {
  const line = () => said.find((each) => each.startsWith(`${title} runs again, `));
  await expect.poll(line, patience).toMatch(/ s after it ended \(SIGKILL\)\. Its log: .*\.log$/);
};
const statusOf = (path: string) =>
  fetch(`${shop.gatewayUrl}${path}`).then(
    ({ status }) => status,
    () => 0,
  );

test(
  "the gateway and a service that are killed run again, while the rest of the shop goes on",
  patience,
  async () => {
    murder(shop.process("order").pid);
    murder(shop.process("gateway").pid);
    await runsAgain("gateway");
    await runsAgain("order");
    expect(await statusOf("/products?limit=1")).toBe(200);
  },
);

test(
  "a database and Redis that are killed run again with their data, and services find them",
  patience,
  async () => {
    murder(shop.servers.get("catalog")?.process.pid);
    murder(shop.servers.get("redis")?.process.pid);
    await runsAgain("MongoDB of catalog");
    await runsAgain("Redis");
    await expect.poll(() => statusOf("/products?limit=1"), patience).toBe(200);
  },
);

test("the welcome says where the logs, the databases and the readable pages are", () => {
  const text = welcome(shop, { withBroker: false, dataDir });
  expect(text).toContain(`Logs                  ${join(dataDir, "logs")}/`);
  expect(text).toMatch(
    /Databases {13}127\.0\.0\.1:\d+\/catalog {2}127\.0\.0\.1:\d+\/user {2}127\.0\.0\.1:\d+\/order\n/,
  );
  expect(text).toMatch(/Payment sandbox {7}http:\/\/localhost:\d+\n/);
});
