/** An order while it happens, as a browser follows it through the gateway, and as a program elsewhere is told of it. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { env } from "node:process";
import { json } from "node:stream/consumers";
import { requestOf } from "@shop/client/to-request";
import { until } from "@shop/testing/until";
import { expect, onTestFinished, test } from "vitest";
import { anOrder, api, newKey, paidWith, untilFinal } from "../test-shop.ts";
import { shop } from "./shared-shop.ts";

/** With `STREAM_SECONDS=130` as long as proxies are known to lose their patience; else until the first heartbeat. */
const seconds = Number(env["STREAM_SECONDS"] ?? 12);

async function follow(id: string, token: string, headers: Readonly<Record<string, string>> = {}) {
  const sent = request(shop.gatewayUrl + requestOf(api.streamOrder, { params: { id } }).path, {
    agent: false,
    headers: { Authorization: `Bearer ${token}`, "Accept-Encoding": "gzip, br", ...headers },
  });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  onTestFinished(() => void answer.destroy());
  let text = "";
  answer.setEncoding("utf8").on("data", (part: string) => (text += part));
  answer.on("error", () => undefined);
  return {
    answer,
    types: () => [...text.matchAll(/^event: (.*)$/gm)].map(([, type]) => type),
    ids: () => [...text.matchAll(/^id: (.*)$/gm)].map(([, number]) => number),
    beats: () => text.match(/^:$/gm)?.length ?? 0,
  };
}

test("an order that is paid slowly is told step by step, by bytes that nobody compresses or collects", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  const { body: order } = await alice.placeOrder({
    body: anOrder(sku, paidWith("tok_slow")),
    ...newKey(),
  });
  const stream = await follow(order.id, alice.token);
  expect(stream.answer.statusCode).toBe(200);
  expect(stream.answer.headers).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "access-control-allow-origin": "*",
  });
  expect(stream.answer.headers["content-encoding"]).toBeUndefined();
  await until(() => stream.types().includes("stock.reserved"), "the hold is told");
  // Three seconds before the provider answers: what was told has not waited for it.
  expect(stream.types()).not.toContain("order.confirmed");
  await until(() => stream.types().includes("mail.sent"), "the mail is told");
  expect(stream.types()).toEqual([
    "order.placed",
    "stock.reserved",
    "payment.authorised",
    "stock.committed",
    "payment.captured",
    "order.confirmed",
    "mail.sent",
  ]);
});

test("a stream with nothing to tell begins at once, beats while it is idle, and is still there afterwards", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  const { body: order } = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
  await untilFinal(alice, order.id);
  const timeline = async () => (await alice.getTimeline({ params: { id: order.id } })).body.items;
  await until(async () => (await timeline()).some(({ type }) => type === "mail.sent"));
  const last = String((await timeline()).length);
  const stream = await follow(order.id, alice.token, { "Last-Event-ID": last });
  await until(() => stream.beats() > 0, "the stream has begun");
  const began = performance.now();
  while (performance.now() - began < seconds * 1_000) {
    const known = stream.beats();
    await until(() => stream.beats() > known, "it beats again");
  }
  expect(stream.types()).toEqual([]);
  await alice.cancelOrder({ params: { id: order.id } });
  await once(stream.answer, "end");
  expect(stream.types()).toContain("payment.refunded");
  expect(stream.types()).toContain("stock.returned");
  expect(stream.ids()[0]).toBe(String(Number(last) + 1));
});

test("a program elsewhere is told of an order, and of nothing once it has gone", async () => {
  const told: { type: string; data: { orderId: string } }[] = [];
  const receive = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    told.push((await json(incoming)) as (typeof told)[number]);
    response.writeHead(204).end();
  };
  const receiver = createServer((incoming, response) => void receive(incoming, response));
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  onTestFinished(() => void receiver.close());
  const { port } = receiver.address() as AddressInfo;
  const admin = await shop.logIn("admin");
  const events = ["order.confirmed"];
  const url = `http://127.0.0.1:${port}/hook`;
  const { body: webhook } = await admin.createWebhook({ body: { url, events } });
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  const { body: order } = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
  await until(() => told.length > 0, "the order is told");
  expect(told).toMatchObject([{ type: "order.confirmed", data: { orderId: order.id } }]);
  const params = { id: webhook.id };
  await until(async () => (await admin.listDeliveries({ params })).body.items[0]?.status === "delivered");
  expect((await admin.removeWebhook({ params })).status).toBe(204);
});
