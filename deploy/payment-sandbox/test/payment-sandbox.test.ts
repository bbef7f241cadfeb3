import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Charge } from "../src/charge.ts";
import {
  eur,
  get,
  newPayment,
  post,
  startSandbox,
  type Payment,
  type Reply,
  type Sandbox,
} from "./sandbox.ts";

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

const authorise = (payment: Payment) => sandbox.authorise(payment);
const chargesOf = (payment: Payment) => sandbox.chargesOf(payment);
async function authorised(): Promise<{ payment: Payment; url: string }> {
  const payment = newPayment();
  const { body } = await authorise(payment);
  return { payment, url: `${sandbox.url}/charges/${String(body["id"])}` };
}

test("a payment is authorised, captured and refunded in parts, and the ledger tells", async () => {
  const { payment, url } = await authorised();
  expect(await get(url)).toMatchObject({
    status: 200,
    body: { orderId: payment.orderId, key: payment.reference, amount: eur(1999), status: "authorised" },
  });
  expect(await post(`${url}/capture`, randomUUID(), { amount: eur(1999) })).toMatchObject({
    status: 200,
    body: { status: "captured", captured: eur(1999) },
  });
  const part = await post(`${url}/refunds`, randomUUID(), { amount: eur(999), reason: "scratched" });
  expect(part.body).toMatchObject({ status: "partially_refunded", refunded: eur(999) });
  const tooMuch = await post(`${url}/refunds`, randomUUID(), { amount: eur(1001), reason: "all of it" });
  expect(tooMuch).toMatchObject({ status: 409, body: { code: "charge.refund_too_large" } });
  const rest = await post(`${url}/refunds`, randomUUID(), { amount: eur(1000), reason: "all of it" });
  expect(rest.body).toMatchObject({ status: "refunded", refunded: eur(1999) });
  expect(await chargesOf(payment)).toEqual({ items: [rest.body], next: null });
});

test("the largest sum that an order can be is authorised, captured and refunded to the cent", async () => {
  const payment = newPayment();
  const amount = eur(1_000_000_000_000);
  const { status, body } = await authorise({ ...payment, body: { ...payment.body, amount } });
  expect(status).toBe(201);
  const url = `${sandbox.url}/charges/${String(body["id"])}`;
  expect((await post(`${url}/capture`, randomUUID(), { amount })).body).toMatchObject({ captured: amount });
  const all = await post(`${url}/refunds`, randomUUID(), { amount });
  expect(all.body).toMatchObject({ status: "refunded", refunded: amount });
});

test("fifty parallel authorisations under one reference make one charge and fifty equal answers", async () => {
  const payment = newPayment();
  const replies = await Promise.all(Array.from({ length: 50 }, () => authorise(payment)));
  expect(new Set(replies.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
  expect(replies.filter(({ headers }) => headers.has("idempotency-replayed")).length).toBe(49);
  expect((await chargesOf(payment)).items.length).toBe(1);
});

test("fifty parallel refunds with keys of their own never give back more than was captured", async () => {
  const { url } = await authorised();
  await post(`${url}/capture`, randomUUID(), { amount: eur(1999) });
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => post(`${url}/refunds`, randomUUID(), { amount: eur(100) })),
  );
  expect(replies.filter(({ status }) => status === 200).length).toBe(19);
  expect((await get(url)).body).toMatchObject({ refunded: eur(1900) });
});

test("the same key with another body is 422 and changes nothing", async () => {
  const payment = newPayment();
  await authorise(payment);
  const other = await authorise({ ...payment, body: { ...payment.body, amount: eur(1) } });
  expect(other).toMatchObject({ status: 422, body: { code: "request.key_reused" } });
  expect((await chargesOf(payment)).items).toMatchObject([{ amount: eur(1999) }]);
});

test("the same key again gets the first outcome, also after the charge moved on", async () => {
  const { url } = await authorised();
  const key = randomUUID();
  const first = await post(`${url}/capture`, key, { amount: eur(1999) });
  await post(`${url}/refunds`, randomUUID(), { amount: eur(1999) });
  expect((await post(`${url}/capture`, key, { amount: eur(1999) })).body).toEqual(first.body);
});

test("a void by reference voids what was authorised, not what was captured, and not another order's", async () => {
  const { payment } = await authorised();
  expect(await sandbox.voidReference({ ...payment, orderId: "another" })).toMatchObject({
    status: 409,
    body: { code: "payment.other_order" },
  });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await sandbox.voidReference(payment)).toMatchObject({
      status: 200,
      body: { charge: { status: "voided" } },
    });
  }
  const captured = await authorised();
  await post(`${captured.url}/capture`, randomUUID(), { amount: eur(1999) });
  expect(await sandbox.voidReference(captured.payment)).toMatchObject({
    status: 409,
    body: { code: "charge.captured", charge: { captured: eur(1999) } },
  });
});

test("capture and void at once: one of them wins, the other is refused", async () => {
  const { url } = await authorised();
  const [captured, voided] = await Promise.all([
    post(`${url}/capture`, randomUUID(), { amount: eur(1999) }),
    post(`${url}/void`, randomUUID()),
  ]);
  expect([captured.status, voided.status].toSorted((a, b) => a - b)).toEqual([200, 409]);
});

test("what can't be meant is refused as a problem document", async () => {
  const { body } = newPayment();
  const url = `${sandbox.url}/authorisations`;
  expect(await post(url, undefined, body)).toMatchObject({
    status: 400,
    body: { code: "request.idempotency_key" },
  });
  for (const amount of [eur(0), eur(-1), eur(1.5), { amount: 1, currency: "euro" }]) {
    const reply = await post(url, randomUUID(), { ...body, amount });
    expect(reply).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(reply.headers.get("content-type")).toMatch("application/problem+json");
  }
  const text = await fetch(url, {
    method: "POST",
    headers: { "idempotency-key": randomUUID() },
    body: "hello",
  });
  const half = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect([text.status, half.status]).toEqual([415, 400]);
  expect((await get(`${sandbox.url}/charges?limit=0`)).status).toBe(400);
  expect((await get(`${sandbox.url}/charges/ch_none`)).status).toBe(404);
  expect((await get(`${sandbox.url}/nothing`)).status).toBe(404);
});

test("the list is paged newest first without gaps while charges arrive", async () => {
  const orderId = randomUUID();
  const make = (n: number) =>
    post(`${sandbox.url}/authorisations`, `${orderId}:${n}`, { orderId, amount: eur(n), token: "tok_ok" });
  for (let n = 1; n <= 5; n += 1) await make(n);
  const amounts: number[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query = `orderId=${orderId}&limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const { body }: Reply = await get(`${sandbox.url}/charges?${query}`);
    amounts.push(...(body["items"] as Charge[]).map(({ amount }) => amount.amount));
    await make(100 + amounts.length);
    cursor = body["next"] as string | null;
  }
  expect(amounts).toEqual([5, 4, 3, 2, 1]);
});

test("the page for people shows what was charged, harmlessly", async () => {
  const orderId = "<script>";
  await post(`${sandbox.url}/authorisations`, randomUUID(), { orderId, amount: eur(1999), token: "tok_ok" });
  const page = await (await fetch(sandbox.url)).text();
  expect(page).toContain("&#60;script&#62;");
  expect(page).toContain("19.99 EUR");
  expect(page).not.toContain("<script>");
});
