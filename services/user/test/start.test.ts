import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { loadConfig } from "@shop/kit/config";
import { expect, inject, test } from "vitest";
import { Config } from "../src/config.ts";
import { runUser, serversOfOurOwn, until } from "./running-user.ts";

const admin = { email: "admin@supercoolshop.test", password: "admin-of-the-shop" };
const alice = { email: "alice@supercoolshop.test", password: "alice-of-the-shop" };

test("the demo logins are there, each with its role", async () => {
  await using user = await runUser();
  expect((await user.api.logIn({ body: admin })).body.user).toMatchObject({
    roles: ["admin"],
    emailVerified: true,
  });
  expect((await user.api.logIn({ body: alice })).body.user).toMatchObject({
    name: "Alice",
    roles: ["customer"],
  });
});

test("two replicas that start together make one of each, and a restart keeps them", async () => {
  const servers = await serversOfOurOwn();
  const replicas = await Promise.all([runUser({}, servers), runUser({}, servers)]);
  expect(await replicas[0].rows("accounts").countDocuments()).toBe(2);
  for (const replica of replicas) await replica[Symbol.asyncDispose]();
  await using again = await runUser({}, servers);
  expect(await again.rows("accounts").countDocuments()).toBe(2);
  expect(await again.rows("outbox").countDocuments({ "event.name": "user.registered" })).toBe(2);
});

test("an admin's password is not put back by a restart with another one", async () => {
  const servers = await serversOfOurOwn();
  {
    await using user = await runUser({}, servers);
    expect((await user.api.logIn({ body: admin })).status).toBe(200);
  }
  const changed = loadConfig(Config, { ADMIN_PASSWORD: "quite another password" });
  await using user = await runUser({ firstAccounts: changed.firstAccounts }, servers);
  expect((await user.api.logIn({ body: admin })).status).toBe(200);
  expect((await user.api.logIn({ body: { ...admin, password: "quite another password" } })).status).toBe(401);
});

test("no other account is there to begin with", async () => {
  await using user = await runUser();
  for (const [email, password] of [
    ["admin", "admin"],
    ["root", "root"],
    [admin.email, "admin"],
  ] as const)
    expect((await user.api.logIn({ body: { email, password } })).status).toBe(401);
  expect(await user.rows("accounts").countDocuments()).toBe(2);
});

const load = (env: object) => loadConfig(Config, { NODE_ENV: "production", ...env });

test("production refuses default secrets, and has no Alice", () => {
  const own = { INTERNAL_TOKEN_SECRET: "0123456789".repeat(4), ADMIN_PASSWORD: "a password of our own" };
  expect(() => load({})).toThrow(/ADMIN_PASSWORD/);
  expect(() => load({ ...own, ADMIN_PASSWORD: admin.password })).toThrow(/ADMIN_PASSWORD/);
  expect(() => load({ ...own, INTERNAL_TOKEN_SECRET: undefined })).toThrow(/INTERNAL_TOKEN_SECRET/);
  expect(() => load({ ...own, ADMIN_PASSWORD: "short" })).toThrow(/ADMIN_PASSWORD/);
  expect(load(own).firstAccounts.map(({ role }) => role)).toEqual(["admin"]);
});

test("the process starts, becomes ready, serves and ends when told to", async () => {
  const { mongoUrl, amqpUrl } = await serversOfOurOwn();
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { MONGO_URL: mongoUrl, AMQP_URL: amqpUrl, REDIS_URL: inject("redisUrl"), PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  try {
    const port = await until(() => /"port":(\d+)/.exec(output)?.[1]);
    await until(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok);
    const response = await fetch(`http://127.0.0.1:${port}/auth/guest`, { method: "POST" });
    expect(response.status).toBe(201);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect((await ended)[0]).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});
