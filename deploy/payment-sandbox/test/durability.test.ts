import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { get, post, startSandbox, type Reply, type Sandbox } from "./sandbox.ts";

let folder: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  sandbox = await startSandbox(folder);
});
afterEach(async () => {
  await sandbox.stop("SIGKILL");
  await rm(folder, { recursive: true });
});

const amount = { amount: 500, currency: "EUR" };
const authorise = (key: string, token = "tok_ok", timeoutMs?: number) =>
  post(`${sandbox.url}/authorisations`, key, { orderId: key, amount, token }, timeoutMs);

test("after kill -9 in the middle of the work every answered charge is there once, and its key answers the same", async () => {
  for (let round = 0; round < 3; round += 1) {
    const answered = new Map<string, Reply>();
    const clients = Array.from({ length: 20 }, async () => {
      while (true) {
        const key = `auth:${randomUUID()}`;
        const reply = await authorise(key).catch(() => undefined);
        if (!reply) return;
        answered.set(key, reply);
        if (answered.size === 200) await sandbox.stop("SIGKILL");
      }
    });
    await Promise.all(clients);
    sandbox = await startSandbox(folder);
    expect(answered.size).toBeGreaterThanOrEqual(200);
    for (const [key, reply] of answered) {
      const { items } = (await get(`${sandbox.url}/charges?orderId=${key}`)).body;
      expect(items).toEqual([reply.body]);
    }
    for (const [key, { body }] of [...answered].slice(0, 3)) {
      expect(await authorise(key)).toMatchObject({ status: 201, body });
    }
  }
});

test("a voided reference, a decline and a capture outlive kill -9", async () => {
  await post(`${sandbox.url}/voids`, "void:late", { reference: "auth:late", orderId: "auth:late" });
  const declined = await authorise("auth:declined", "tok_declined");
  const { body: charge } = await authorise("auth:captured");
  const captureUrl = () => `${sandbox.url}/charges/${String(charge["id"])}/capture`;
  const captured = await post(captureUrl(), "capture:1", { amount });
  await sandbox.stop("SIGKILL");
  sandbox = await startSandbox(folder);
  expect(await authorise("auth:late")).toMatchObject({
    status: 409,
    body: { code: "payment.reference_voided" },
  });
  expect(await authorise("auth:declined", "tok_declined")).toMatchObject({
    status: 402,
    body: declined.body,
  });
  expect((await post(captureUrl(), "capture:1", { amount })).body).toEqual(captured.body);
  expect(await post(captureUrl(), "capture:2", { amount })).toMatchObject({ status: 409 });
});

test("SIGTERM lets a running answer finish, drops a silent one, and ends with 0", async () => {
  const silent = authorise("auth:silent", "tok_timeout").catch((error: Error) => error.message);
  await expect.poll(async () => (await get(`${sandbox.url}/charges`)).body["items"]).toHaveLength(1);
  const running = authorise("auth:slow", "tok_slow");
  await authorise("auth:quick");
  expect(await sandbox.stop("SIGTERM")).toEqual({ code: 0 });
  expect((await running).status).toBe(201);
  expect(await silent).toBe("fetch failed");
});
