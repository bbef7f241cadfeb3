/** What the sandbox tells by itself: signed, until it is taken, through restarts, and with troubles on demand. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eur, get, newPayment, post, startSandbox, type Sandbox } from "./sandbox.ts";

type Told = { id: string; type: string; data: Record<string, unknown>; reason?: string };

const secret = `whsec_${Buffer.from("a secret of twenty-four b").toString("base64")}`;
const patience = { timeout: 15_000, interval: 20 };
let open: AsyncDisposableStack;
let folder: string;
let sandbox: Sandbox;
let told: Told[];
let answers: number[];
let url: string;

beforeEach(async () => {
  open = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), "sandbox-"));
  open.defer(() => rm(folder, { recursive: true }));
  told = [];
  answers = [];
  const shop = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
  await once(shop, "listening");
  open.defer(() => shop.closeAllConnections());
  open.defer(() => void shop.close());
  url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/webhooks`;
  sandbox = await start();
  open.defer(async () => void (await sandbox.stop("SIGKILL")));
});
afterEach(() => open[Symbol.asyncDispose]());

/** Throws, and so answers nothing, when the signature is not good. */
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  const event = new Webhook(secret).verify(await text(request), headers as Record<string, string>) as Told;
  if (headers["webhook-id"] === event.id) told.push(event);
  response.writeHead(answers.shift() ?? 202).end("{}");
}

const start = () => startSandbox(folder, { WEBHOOK_URL: url, PAYMENT_WEBHOOK_SECRET: secret });
const types = () => told.map(({ type }) => type.replace("payment.", ""));
const setFaults = async (faults: object) => {
  const body = JSON.stringify(faults);
  const headers = { "content-type": "application/json" };
  return (await fetch(`${sandbox.url}/webhooks/faults`, { method: "PUT", headers, body })).status;
};

test("each step of a charge is told, signed, with the charge as it was then", async () => {
  const payment = newPayment();
  const { body: charge } = await sandbox.authorise(payment);
  const chargeUrl = `${sandbox.url}/charges/${String(charge["id"])}`;
  await expect.poll(types, patience).toEqual(["authorised"]);
  expect(told[0]?.data).toEqual(charge);
  await post(`${chargeUrl}/capture`, randomUUID(), { amount: eur(1999) });
  await expect.poll(types, patience).toEqual(["authorised", "captured"]);
  await post(`${chargeUrl}/refunds`, randomUUID(), { amount: eur(500), reason: "broken" });
  await expect.poll(types, patience).toEqual(["authorised", "captured", "refunded"]);
  expect(told[2]).toMatchObject({ reason: "broken", data: { refunded: eur(500) } });
});

test("a decline is told with its reason, a void of a reference that holds nothing is not", async () => {
  await sandbox.authorise(newPayment("tok_declined"));
  await sandbox.voidReference(newPayment());
  const payment = newPayment();
  await sandbox.authorise(payment);
  await sandbox.voidReference(payment);
  await expect.poll(types, patience).toHaveLength(3);
  expect(types().toSorted()).toEqual(["authorised", "declined", "voided"]);
  expect(told.find(({ type }) => type === "payment.declined")?.reason).toBe("card_declined");
});

test("what is not taken is sent again under the same id, until it is", async () => {
  answers = [500, 302];
  await sandbox.authorise(newPayment());
  await expect.poll(types, patience).toHaveLength(3);
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  await expect
    .poll(async () => (await get(`${sandbox.url}/webhooks`)).body["items"], patience)
    .toMatchObject([{ status: "delivered", attempts: 3, responseStatus: 202 }]);
});

test("what was not told before kill -9 is told afterwards, and what was taken is not told again", async () => {
  const taken = newPayment();
  await sandbox.authorise(taken);
  await expect.poll(types, patience).toHaveLength(1);
  await expect
    .poll(async () => (await get(`${sandbox.url}/webhooks`)).body["items"], patience)
    .toMatchObject([{ status: "delivered" }]);
  await sandbox.stop("SIGTERM");
  sandbox = await start();
  await setFaults({ delayMs: 60_000 });
  const late = newPayment();
  await sandbox.authorise(late);
  await sandbox.stop("SIGKILL");
  sandbox = await start();
  await expect.poll(types, patience).toHaveLength(2);
  expect(told.map(({ data }) => data["orderId"])).toEqual([taken.orderId, late.orderId]);
});

test("of a silent authorisation the webhook tells after five seconds", async () => {
  const begunAt = performance.now();
  await expect(sandbox.authorise(newPayment("tok_timeout"), 300)).rejects.toThrow(/timeout/);
  await expect.poll(types, patience).toEqual(["authorised"]);
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(5_000);
});

test("on demand they are lost, doubled and late", async () => {
  expect(await setFaults({ lose: 1 })).toBe(200);
  await sandbox.authorise(newPayment());
  await expect
    .poll(async () => (await get(`${sandbox.url}/webhooks`)).body["items"], patience)
    .toMatchObject([{ status: "lost", attempts: 0 }]);
  await setFaults({ copies: 3, delayMs: 0 });
  await sandbox.authorise(newPayment());
  await expect.poll(types, patience).toEqual(["authorised", "authorised", "authorised"]);
  await setFaults({ delayMs: 1_000 });
  const begunAt = performance.now();
  await sandbox.authorise(newPayment());
  await expect.poll(() => told.length, patience).toBe(4);
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(1_000);
});

test("on demand they overtake each other", async () => {
  await setFaults({ delayMs: 0, jitterMs: 1_000 });
  const payments = Array.from({ length: 20 }, () => newPayment());
  for (const payment of payments) await sandbox.authorise(payment);
  await expect.poll(() => told.length, patience).toBe(20);
  const asMade = payments.map(({ orderId }) => orderId);
  const asTold = told.map(({ data }) => String(data["orderId"]));
  expect(asTold).not.toEqual(asMade);
  expect(asTold.toSorted()).toEqual(asMade.toSorted());
});

test("troubles that can't be meant are refused, and the others can be looked at", async () => {
  for (const faults of [{ lose: 2 }, { copies: 0 }, { delayMs: -1 }, { explode: true }])
    expect(await setFaults(faults)).toBe(400);
  await setFaults({ copies: 2 });
  expect((await get(`${sandbox.url}/webhooks/faults`)).body).toEqual({
    lose: 0,
    delayMs: 250,
    jitterMs: 0,
    copies: 2,
  });
  expect((await get(`${sandbox.url}/webhooks?what=1`)).status).toBe(400);
});
