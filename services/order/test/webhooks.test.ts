/** What programs elsewhere are told of the shop, and what becomes of it when they are slow, away or hostile. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { userEvents } from "@shop/contracts/user/events";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { signedBy, startReceiver } from "./receiver.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
let admin: Awaited<ReturnType<RunningOrder["as"]>>;
beforeAll(async () => {
  shop = await runOrder({ webhooks: { allowsPrivate: true } });
  admin = await shop.as(randomUUID(), "admin");
});
afterAll(() => shop[Symbol.asyncDispose]());

const { productRemoved, categoryChanged } = catalogEvents;

async function register(events: string[], answer?: Parameters<typeof startReceiver>[0]) {
  const receiver = await startReceiver(answer);
  onTestFinished(() => receiver[Symbol.asyncDispose]());
  const { body: webhook } = await admin.createWebhook({ body: { url: receiver.url, events } });
  onTestFinished(async () => void (await admin.removeWebhook({ params: { id: webhook.id } })));
  const params = { id: webhook.id };
  const log = async () => (await admin.listDeliveries({ params })).body.items;
  return { receiver, webhook, params, log };
}

/** Nobody of the shop hears it but webhooks. */
const remove = (productId: string, id: string = randomUUID()) =>
  shop.ear.announce(productRemoved.of({ productId, categoryIds: [] }), { id });

test("who wants to know is told what happens, signed, once, and without a word about who buys", async () => {
  const wanted = ["order.placed", "order.confirmed"];
  const { receiver, webhook, log } = await register(wanted);
  const alice = await shop.as();
  const contact = { email: "secret-address@example.com", name: "Secret Name" };
  const { body: order } = await alice.placeOrder({ body: anOrder({ contact }), headers: newKey() });
  await shop.confirmed(order.id);
  await until(() => receiver.told.length >= 2, "two events are told");
  expect(receiver.types().toSorted()).toEqual(["order.confirmed", "order.placed"]);
  for (const told of receiver.told) {
    expect(told.event).toMatchObject({ timestamp: expect.any(String), data: { orderId: order.id } });
    expect(told.headers["webhook-id"]).toBe(told.event.id);
    expect(told.headers["content-type"]).toBe("application/json");
    expect(Math.abs(Number(told.headers["webhook-timestamp"]) * 1_000 - told.at)).toBeLessThan(60_000);
    expect(signedBy(webhook.secret, told)).toBe(true);
    expect(told.body).not.toMatch(/secret|Main St|10115/i);
  }
  await until(async () => (await log()).every(({ status }) => status === "delivered"));
  expect(await log()).toMatchObject([
    { attempts: [{ responseStatus: 204, error: null }], nextAt: null },
    { attempts: [{ responseStatus: 204, error: null }], nextAt: null },
  ]);
});

test("an event that the broker brings twice is delivered once to each", async () => {
  const first = await register(["catalog.product_removed"]);
  const second = await register(["catalog.product_removed", "catalog.category_changed"]);
  const id = randomUUID();
  for (let time = 0; time < 3; time += 1) await remove("66432", id);
  await shop.ear.announce(categoryChanged.of({ categoryId: "12" }));
  await until(() => second.receiver.types().includes("catalog.category_changed"));
  await until(() => first.receiver.told.length > 0);
  expect(first.receiver.types()).toEqual(["catalog.product_removed"]);
  expect(second.receiver.types().filter((type) => type === "catalog.product_removed")).toHaveLength(1);
  expect(await first.log()).toHaveLength(1);
});

test("events of every service can be wanted", async () => {
  const { receiver } = await register(["user.registered", "catalog.product_removed"]);
  await shop.ear.announce(userEvents.userRegistered.of({ userId: "alice" }));
  const [told] = await until(() => receiver.told.length > 0 && receiver.told);
  expect(told?.event).toMatchObject({ type: "user.registered", data: { userId: "alice" } });
});

test("one that fails is sent again after five seconds, as the same message", async () => {
  let isFirst = true;
  const { receiver, log } = await register(["catalog.product_removed"], (response) => {
    response.writeHead(isFirst ? 503 : 200).end("not for the log");
    isFirst = false;
  });
  await remove("66432");
  await until(() => receiver.told.length === 2, "it is sent again");
  const [first, second] = receiver.told;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
  await until(async () => (await log())[0]?.status === "delivered");
  const [delivery] = await log();
  expect(delivery?.attempts).toMatchObject([
    { responseStatus: 503, error: "status" },
    { responseStatus: 200, error: null },
  ]);
  expect(JSON.stringify(delivery)).not.toContain("not for the log");
});

test("a redirect is a failure, and nobody goes there", async () => {
  const elsewhere = await startReceiver();
  onTestFinished(() => elsewhere[Symbol.asyncDispose]());
  const { log } = await register(["catalog.product_removed"], (response) =>
    response.writeHead(302, { Location: elsewhere.url }).end(),
  );
  await remove("66432");
  await until(async () => (await log())[0]?.attempts.length);
  expect(await log()).toMatchObject([
    { status: "pending", attempts: [{ responseStatus: 302, error: "redirect" }] },
  ]);
  expect(elsewhere.told).toEqual([]);
});

test("a receiver that never answers, and one that sends without end, keep nobody else waiting", async () => {
  const silent = await register(["catalog.product_removed"], () => undefined);
  const endless = await register(["catalog.product_removed"], (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", more).on("error", () => undefined);
    more();
  });
  const prompt = await register(["catalog.product_removed"]);
  for (let number = 0; number < 40; number += 1) await remove(`product-${number}`);
  await until(() => prompt.receiver.told.length === 40, "the prompt one is told all");
  expect(silent.receiver.told.length).toBeLessThanOrEqual(8);
  await until(async () => (await endless.log()).filter(({ status }) => status === "delivered").length >= 20);
});

test("one that was delivered is sent again when that is asked for, under the id it had", async () => {
  const { receiver, params, log } = await register(["catalog.product_removed"]);
  await remove("66432");
  await until(async () => (await log())[0]?.status === "delivered");
  const [delivery] = await log();
  const deliveryId = delivery?.id ?? "";
  const answer = await admin.redeliver({ params: { ...params, deliveryId } });
  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({ id: deliveryId, status: "pending" });
  await until(() => receiver.told.length === 2);
  expect(receiver.told[1]?.headers["webhook-id"]).toBe(receiver.told[0]?.headers["webhook-id"]);
  await until(async () => (await log())[0]?.attempts.length === 2);
});

test("after a rotation both secrets have signed what is sent, and the new one is shown once", async () => {
  const { receiver, webhook, params } = await register(["catalog.product_removed"]);
  const { body: rotated } = await admin.rotateWebhookSecret({ params });
  expect(rotated.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(rotated.secret).not.toBe(webhook.secret);
  expect(Date.parse(rotated.previousSecretUntil ?? "")).toBeGreaterThan(Date.now() + 23 * 60 * 60_000);
  await remove("66432");
  const [told] = await until(() => receiver.told.length > 0 && receiver.told);
  if (!told) throw new Error("Nothing was told");
  expect([signedBy(webhook.secret, told), signedBy(rotated.secret, told)]).toEqual([true, true]);
  const { body: page } = await admin.listWebhooks();
  expect(JSON.stringify(page)).not.toContain("whsec");
});

test("a service that begins anew hears what was chosen before, and a removed webhook gets nothing", async () => {
  const { receiver, params } = await register(["order.cancelled"]);
  const gone = await register(["order.cancelled"]);
  await admin.removeWebhook({ params: gone.params });
  await shop.restart();
  const fact = orderEvents.orderCancelled.of({ orderId: "o", customerId: "c", reason: "staff" });
  await shop.ear.announce(fact);
  await until(() => receiver.told.length === 1);
  expect(gone.receiver.told).toEqual([]);
  expect((await admin.listDeliveries({ params: gone.params })).problem?.code).toBe("webhook.not_found");
  expect((await admin.listDeliveries({ params })).status).toBe(200);
});
