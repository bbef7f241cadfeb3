import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { userEvents } from "@shop/contracts/user/events";
import { loadConfig } from "@shop/kit/process/config";
import { listenTo } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import mongoose from "mongoose";
import { expect, inject, test } from "vitest";
import { Config } from "../src/config.ts";
import { anotherAdmin } from "./admin.ts";
import { runUser, serversOfOurOwn } from "./running-user.ts";

const admin = { email: "admin@supercoolshop.test", password: "admin-of-the-shop" };
const reviewer = { email: "nora@supercoolshop.test", password: "reviewer-of-the-shop" };
/** The admin, Alice, and five who review the demo's products. */
const firstAccounts = 7;
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
  expect((await user.api.logIn({ body: reviewer })).body.user).toMatchObject({
    name: "Nora Lindqvist",
    roles: ["customer"],
  });
});

test("the admin's address and password may be typed on any keyboard", async () => {
  const { firstAccounts: own } = loadConfig(Config, {
    ADMIN_EMAIL: " boss@bücher.example ",
    ADMIN_PASSWORD: "Grüße an alle".normalize("NFD"),
  });
  await using user = await runUser({ firstAccounts: own });
  const body = { email: "boss@xn--bcher-kva.example", password: "Grüße an alle" };
  expect((await user.api.logIn({ body })).body.user.roles).toEqual(["admin"]);
});

test("two replicas that start together make one of each and announce it once, and a restart keeps them", async () => {
  const servers = await serversOfOurOwn();
  await using ear = await listenTo(servers.amqpUrl, userEvents);
  const replicas = await Promise.all([runUser({}, servers), runUser({}, servers)]);
  expect(await replicas[0].rows("accounts").countDocuments()).toBe(firstAccounts);
  await until(() => ear.heard.length >= 2 * firstAccounts);
  for (const replica of replicas) await replica[Symbol.asyncDispose]();
  await using again = await runUser({}, servers);
  expect(await again.rows("accounts").countDocuments({ sequence: 2, outbox: [] })).toBe(firstAccounts);
  expect(ear.heard.filter(({ name }) => name === "user.registered")).toHaveLength(firstAccounts);
  expect(ear.heard).toHaveLength(2 * firstAccounts);
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

test("who was there at the first start and has gone since does not come back", async () => {
  const servers = await serversOfOurOwn();
  {
    await using user = await runUser({}, servers);
    await anotherAdmin(user);
    await user.rows("accounts").deleteMany({ email: { $in: [admin.email, alice.email] } });
  }
  await using user = await runUser({}, servers);
  for (const body of [admin, alice]) expect((await user.api.logIn({ body })).status).toBe(401);
});

test("a database that an earlier version has filled is refused, and stays as it is", async () => {
  const servers = await serversOfOurOwn();
  const old = { _id: "user-1", email: "old@example.com", emailKey: "old@example.com", emailVerified: false };
  await using client = await mongoose.mongo.MongoClient.connect(servers.mongoUrl);
  const accounts = client.db().collection<typeof old>("accounts");
  await accounts.insertOne(old);
  await expect(runUser({}, servers)).rejects.toThrow(/written by an earlier version and cannot be read/);
  expect(await accounts.find().toArray()).toEqual([old]);
});

test("no other account is there to begin with", async () => {
  await using user = await runUser();
  for (const [email, password] of [
    ["admin", "admin"],
    ["root", "root"],
    [admin.email, "admin"],
  ] as const)
    expect((await user.api.logIn({ body: { email, password } })).status).toBe(401);
  expect(await user.rows("accounts").countDocuments()).toBe(firstAccounts);
});

const load = (env: object) => loadConfig(Config, { NODE_ENV: "production", ...env });

test("production refuses default secrets and a mail or shop address that is nobody's, and has no Alice", () => {
  const own = {
    INTERNAL_TOKEN_SECRET: "0123456789".repeat(4),
    CURSOR_SECRET: "9876543210".repeat(4),
    SEALING_SECRETS: `${"abcdefgh".repeat(4)},${"hgfedcba".repeat(4)}`,
    ADMIN_PASSWORD: "a password of our own",
    SMTP_URL: "smtps://mail.example.com",
    MAIL_FROM: "Shop <accounts@example.com>",
    SHOP_URL: "https://shop.example.com/",
  };
  for (const name of ["SMTP_URL", "MAIL_FROM", "SHOP_URL"])
    expect(() => load({ ...own, [name]: undefined })).toThrow(new RegExp(`address in ${name} that only`));
  expect(load(own).shopUrl).toBe("https://shop.example.com");
  expect(() => load({})).toThrow(/ADMIN_PASSWORD/);
  expect(() => load({ ...own, ADMIN_PASSWORD: admin.password })).toThrow(/ADMIN_PASSWORD/);
  expect(() => load({ ...own, INTERNAL_TOKEN_SECRET: undefined })).toThrow(/INTERNAL_TOKEN_SECRET/);
  expect(() => load({ ...own, SEALING_SECRETS: undefined })).toThrow(/SEALING_SECRETS/);
  const withDefault = `${own.SEALING_SECRETS},${loadConfig(Config, {}).sealingSecrets[0]}`;
  expect(() => load({ ...own, SEALING_SECRETS: withDefault })).toThrow(/SEALING_SECRETS/);
  expect(() => load({ ...own, SEALING_SECRETS: `${own.SEALING_SECRETS},short` })).toThrow(/SEALING_SECRETS/);
  expect(load(own).sealingSecrets).toHaveLength(2);
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
