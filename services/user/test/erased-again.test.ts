/** Somebody who was erased, and is back with a backup of before. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { userEvents } from "@shop/contracts/user/events";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { asAdmin, registered, runUser, serversOfOurOwn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
let ear: BusEar;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  const servers = await serversOfOurOwn();
  ear = open.use(await listenTo(servers.amqpUrl, userEvents));
  user = open.use(await runUser({ erasureRestMs: 0 }, servers));
});
afterAll(() => open[Symbol.asyncDispose]());

const program = fileURLToPath(new URL("../src/erase-again.ts", import.meta.url));
const run = (...given: string[]) => {
  const env = { MONGO_URL: user.mongoUrl, AMQP_URL: user.amqpUrl, REDIS_URL: inject("redisUrl") };
  return promisify(execFile)(process.execPath, [program, ...given], {
    env: { ...env, ERASURE_REST_SECONDS: "0" },
  });
};

test("a command on the server closes the account, and the running service erases it, once", async () => {
  const { email, password } = await registered(user);
  const { body } = await user.api.logIn({ body: { email, password } });
  const { id } = body.user;
  expect((await run(id)).stdout).toContain(`The account ${id} is closed`);
  expect((await user.api.logIn({ body: { email, password } })).status).toBe(401);
  expect((await user.api.refresh({ body: { refreshToken: body.refreshToken } })).status).toBe(401);
  await run(id);
  expect(await user.rows("erasures").countDocuments({ userId: id })).toBe(1);
  // The running service looks every ten seconds for what others have left.
  const asked = () =>
    ear.heard.find(({ aggregateId, name }) => aggregateId === id && name === "user.erasure_requested");
  expect(await until(asked, `the erasure of ${id} is asked for`)).toBeDefined();
});

test("who is not there, or is the last admin, is not erased", async () => {
  await expect(run("nobody")).rejects.toThrow("auth.account_gone");
  const admin = await asAdmin(user);
  const { body } = await user.api.getMe({ token: admin.token });
  await expect(run(body.id)).rejects.toThrow("user.last_admin");
});
