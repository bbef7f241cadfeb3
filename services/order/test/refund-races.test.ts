/** Refunds that meet each other, and shipments, in the same moment. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { euros } from "@shop/contracts/language/values";
import { orderApi } from "@shop/contracts/order/api";
import { createClient, startServer } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { decided, sell } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const some = (sku: string, quantity: number) => [{ sku, quantity }];
const chargeOf = (orderId: string) => shop.provider.chargesOf(orderId)[0];

test("40 part refunds at once: never a cent above captured, and the provider's books agree", async () => {
  const order = await sell(shop, { lines: some(shop.sells(), 2) });
  const part = Math.ceil(order.total.amount / 25);
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => {
      const headers = newKey();
      return decided(() => order.refund({ amount: euros(part), reason: "at once" }, headers));
    }),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(answers.filter(({ status }) => status !== 201).map(({ problem }) => problem?.code)).toEqual(
    Array.from({ length: 40 - made.length }, () => "refund.too_much"),
  );
  const { refunds, payment } = await order.refunded();
  expect(made).toHaveLength(Math.floor(order.total.amount / part));
  expect(refunds.map(({ status }) => status)).toEqual(made.map(() => "done"));
  expect(payment.refunded).toEqual(euros(part * made.length));
  expect(chargeOf(order.id)?.refunded).toEqual(payment.refunded);
});

test("one key at two replicas, whenever it comes to the second, is one refund", async () => {
  await using replica = await shop.replica();
  await using other = await startServer((request, response) => replica.http(request, response));
  const order = await sell(shop, { lines: some(shop.sells(), 40) });
  const id = randomUUID();
  const here = await shop.as(id, "staff");
  const token = await shop.tokens.tokenFor({ id, role: "staff" });
  const there = createClient(other.url, orderApi, { token });
  const latersMs = Array.from({ length: 40 }, (_, round) => round / 4);
  for (const laterMs of latersMs) {
    const body = { reason: "damaged", amount: euros(1) };
    const request = { params: order.params, headers: newKey(), body };
    const answers = await Promise.all([
      decided(() => here.refundOrder(request)),
      pause(laterMs).then(() => decided(() => there.refundOrder(request))),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  }
  expect((await order.refunded()).refunds).toHaveLength(latersMs.length);
}, 120_000);

test("units that are refunded and shipped in the same moment: what was refunded first is not shipped", async () => {
  const race = async () => {
    const order = await sell(shop);
    const [shipped, refunded] = await Promise.all([
      order.ship(),
      order.refund({ lines: some(cover.sku, 1) }),
    ]);
    expect(refunded.status).toBe(201);
    // Shipped first, it was taken back afterwards.
    expect(shipped.status).toBe(refunded.body.shipments.length === 1 ? 201 : 409);
    expect((await order.refunded()).shipments).toHaveLength(refunded.body.shipments.length);
  };
  await Promise.all(Array.from({ length: 20 }, race));
});

test("with If-Match of the same version, of a shipment and a refund of the same units exactly one wins", async () => {
  const race = async () => {
    const order = await sell(shop);
    await shop.untilTold(order.id, "mail.sent");
    const headers = { "If-Match": `"${(await order.read()).version}"` };
    const answers = await Promise.all([
      order.ship({}, { ...newKey(), ...headers }),
      order.refund({ lines: some(cover.sku, 1) }, { ...newKey(), ...headers }),
    ]);
    const [shipped, refunded] = answers.map(({ status }) => status);
    expect([
      [201, 412],
      [412, 201],
    ]).toContainEqual([shipped, refunded]);
  };
  await Promise.all(Array.from({ length: 10 }, race));
});
