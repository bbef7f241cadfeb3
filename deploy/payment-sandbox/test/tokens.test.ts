import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newPayment, startSandbox, type Sandbox } from "./sandbox.ts";

let folder: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  sandbox = await startSandbox(folder);
});
afterAll(async () => {
  await sandbox.stop("SIGTERM");
  await rm(folder, { recursive: true });
});

test.for([
  ["tok_declined", "card_declined"],
  ["tok_insufficient_funds", "insufficient_funds"],
  ["tok_of_nobody", "invalid_token"],
])("%s is declined with %s, each time, and shows as declined", async ([token = "", reason]) => {
  const payment = newPayment(token);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await sandbox.authorise(payment)).toMatchObject({
      status: 402,
      body: { code: "payment.declined", reason },
    });
  }
  expect((await sandbox.chargesOf(payment)).items).toMatchObject([{ status: "declined" }]);
});

test("a flaky provider breaks twice per key, charges nothing meanwhile, then works", async () => {
  const payment = newPayment("tok_flaky");
  expect([(await sandbox.authorise(payment)).status, (await sandbox.authorise(payment)).status]).toEqual([
    500, 500,
  ]);
  expect((await sandbox.chargesOf(payment)).items).toEqual([]);
  expect((await sandbox.authorise(payment)).status).toBe(201);
});

test("a broken provider answers 500 for ever and charges nothing", async () => {
  const payment = newPayment("tok_error");
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await sandbox.authorise(payment)).status).toBe(500);
  expect((await sandbox.chargesOf(payment)).items).toEqual([]);
});

test("a silent provider charges once, never answers, and only the query tells", async () => {
  const payment = newPayment("tok_timeout");
  await expect(sandbox.authorise(payment, 300)).rejects.toThrow(/timeout/);
  await expect(sandbox.authorise(payment, 300)).rejects.toThrow(/timeout/);
  expect((await sandbox.chargesOf(payment)).items).toMatchObject([{ status: "authorised" }]);
});

test("a voided reference refuses an authorisation that is still running and every later one", async () => {
  const payment = newPayment("tok_slow");
  const running = sandbox.authorise(payment);
  const voided = await sandbox.voidReference(payment);
  expect(voided).toMatchObject({
    status: 200,
    body: { reference: payment.reference, status: "voided", charge: null },
  });
  expect(await running).toMatchObject({ status: 409, body: { code: "payment.reference_voided" } });
  expect((await sandbox.authorise(payment)).status).toBe(409);
  expect((await sandbox.chargesOf(payment)).items).toEqual([]);
});
