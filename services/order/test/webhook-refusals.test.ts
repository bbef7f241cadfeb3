/** Webhooks as nobody should register them, and lists of them page by page. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver } from "./receiver.ts";
import { runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
let admin: Awaited<ReturnType<RunningOrder["as"]>>;
beforeAll(async () => {
  shop = await runOrder({ webhooks: { allowsPrivate: false } });
  admin = await shop.as(randomUUID(), "admin");
});
afterAll(() => shop[Symbol.asyncDispose]());

const url = "https://93.184.215.14/hook";
const events = ["order.confirmed"];
test("without a broker there is no webhook: it would miss what happens until one is there", async () => {
  await using lonely = await runOrder({ amqpUrl: "amqp://127.0.0.1:1" });
  const boss = await lonely.as(randomUUID(), "admin");
  const { problem } = await boss.createWebhook({
    body: { url: "https://example.com/hook", events: ["order.confirmed"] },
  });
  expect(problem).toMatchObject({ status: 503, code: "webhook.broker_away" });
  expect((await boss.listWebhooks()).body.items).toEqual([]);
});

const faultsOf = async (body: unknown) => {
  const { problem } = await admin.createWebhook({ body: JSON.stringify(body) });
  expect([problem?.status, problem?.code]).toEqual([400, "request.invalid"]);
  return problem?.errors?.map(({ path }) => path);
};

test.each([
  "ftp://example.com/",
  "example.com",
  "/hook",
  "https://",
  "https://alice:secret@example.com/",
  "https://alice@example.com/",
  "https://example.com:22/",
  "https://example.com:25/",
  "https://example.com:0/",
  "https://example.com:65536/",
  `https://example.com/${"x".repeat(2_000)}`,
  "javascript:alert(1)",
  "file:///etc/passwd",
  "",
  7,
  null,
])("%j is no address of a receiver", async (bad) => {
  expect(await faultsOf({ url: bad, events })).toEqual(["url"]);
});

test.each([
  "http://127.0.0.1/",
  "http://127.1:8080/",
  "http://2130706433/",
  "http://0177.0.0.1/",
  "http://0x7f000001/",
  "http://0.0.0.0/",
  "http://10.1.2.3/",
  "http://172.16.0.1/",
  "http://192.168.0.1/",
  "http://100.64.0.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://[::1]/",
  "http://[::]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:a9fe:a9fe]/",
  "http://[fe80::1]/",
  "http://[fd00:ec2::254]/",
  "http://[64:ff9b::7f00:1]/",
  "http://localhost:8080/",
])("%s leads to an address of our own", async (bad) => {
  expect(await faultsOf({ url: bad, events })).toEqual(["url"]);
});

test.each([
  [{ url }, ["events"]],
  [{ url, events: [] }, ["events"]],
  [{ url, events: ["order.exploded"] }, ["events.0"]],
  [{ url, events: ["order.confirmed", 7] }, ["events.1"]],
  [{ url, events: "order.confirmed" }, ["events"]],
  [{ url, events: Array.from({ length: 1_000 }, () => "order.confirmed") }, ["events"]],
  [{ events }, ["url"]],
  [{ url, events, secret: "mine" }, ["secret"]],
])("%j is refused with the path of the fault", async (body, paths) => {
  expect(await faultsOf(body)).toEqual(paths);
});

test("an event that is named twice is wanted once, and an address is kept as it is read", async () => {
  const body = { url: "https://93.184.215.14:443/a/../b c", events: [...events, ...events] };
  const { status, body: webhook } = await admin.createWebhook({ body });
  expect(status).toBe(201);
  expect(webhook).toMatchObject({ url: "https://93.184.215.14/b%20c", events });
  expect(webhook.secret).toMatch(/^whsec_/);
});

test("only who runs the shop may, and what does not exist is missing", async () => {
  const staff = await shop.as(randomUUID(), "staff");
  const params = { id: "nothing", deliveryId: "nothing" };
  for (const call of [
    staff.listWebhooks(),
    staff.createWebhook({ body: { url, events } }),
    staff.removeWebhook({ params }),
    staff.rotateWebhookSecret({ params }),
    staff.listDeliveries({ params }),
    staff.redeliver({ params }),
  ])
    expect((await call).status).toBe(403);
  expect((await admin.listWebhooks({ token: null })).status).toBe(401);
  for (const call of [
    admin.removeWebhook({ params }),
    admin.rotateWebhookSecret({ params }),
    admin.listDeliveries({ params }),
    admin.redeliver({ params }),
  ])
    expect((await call).problem).toMatchObject({ status: 404, code: "webhook.not_found" });
  const { body: webhook } = await admin.createWebhook({ body: { url, events } });
  const unknown = await admin.redeliver({ params: { id: webhook.id, deliveryId: "nothing" } });
  expect(unknown.problem).toMatchObject({ status: 404, code: "webhook.delivery_not_found" });
  const own = { id: webhook.id };
  for (const query of [
    { limit: "0" },
    { limit: "101" },
    { cursor: "abc" },
    { status: "lost" },
    { page: "2" },
  ])
    expect((await admin.listDeliveries({ params: own, query: query as never })).status).toBe(400);
  expect((await admin.removeWebhook({ params: own })).status).toBe(204);
  expect((await admin.removeWebhook({ params: own })).status).toBe(404);
});

test("lists go page by page, the newest first, and a cursor belongs to its list", async () => {
  const ids: string[] = [];
  for (let number = 0; number < 5; number += 1)
    ids.unshift((await admin.createWebhook({ body: { url, events } })).body.id);
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: "2", ...(cursor !== undefined && { cursor }) };
    const { body } = await admin.listWebhooks({ query });
    found.push(...body.items.map(({ id }) => id));
    cursor = body.next ?? undefined;
  } while (cursor !== undefined);
  expect(found.slice(0, 5)).toEqual(ids);
  expect(new Set(found).size).toBe(found.length);
  const { body: first } = await admin.listWebhooks({ query: { limit: "2" } });
  const foreign = { limit: "2", cursor: first.next ?? "" };
  expect((await admin.listDeliveries({ params: { id: ids[0] ?? "" }, query: foreign })).status).toBe(400);
  for (const id of ids) await admin.removeWebhook({ params: { id } });
});

test("there are a hundred at most", async () => {
  const rows = shop.connection.collection("webhooks");
  const [row] = await rows.find().toArray();
  const more = Array.from({ length: 100 }, (_, index) => ({ ...row, _id: `more-${index}` as never }));
  await rows.insertMany(more);
  const { problem } = await admin.createWebhook({ body: { url, events } });
  expect(problem).toMatchObject({ status: 409, code: "webhook.too_many" });
  await rows.deleteMany({ _id: { $in: more.map(({ _id }) => _id) } });
});

test("an address that has become one of our own since is not connected to", async () => {
  await using receiver = await startReceiver();
  const wanted = ["catalog.product_removed"];
  const { body: webhook } = await admin.createWebhook({ body: { url, events: wanted } });
  const moved = { $set: { url: receiver.url } };
  await shop.connection.collection("webhooks").updateOne({ _id: webhook.id as never }, moved);
  await shop.ear.announce(catalogEvents.productRemoved.of({ productId: "66432", categoryIds: [] }));
  const params = { id: webhook.id };
  const first = async () => (await admin.listDeliveries({ params })).body.items[0];
  await until(async () => (await first())?.attempts.length);
  expect((await first())?.attempts).toMatchObject([{ responseStatus: null, error: "private_address" }]);
  expect(receiver.told).toEqual([]);
});
