/**
 * Somebody with a name, a street and an address that nobody else has does all that a person can do here, and is erased:
 * every collection, everything in Redis, every message that waits, every line of the logs and a backup is then searched for them, as bytes.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { orProblem } from "@shop/client/refusal";
import { requestOf } from "@shop/client/to-request";
import { root } from "@shop/local/shop";
import amqp from "amqplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askRaw } from "../ask-raw.ts";
import { anOrder, api, newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";
import { bytesOf, everyCopy, everyKey, everyLine, everyMessage, everyRow } from "./every-byte.ts";

const word = randomUUID().slice(0, 8);
const email = `Quintilia.${word}@example.com`;
const name = `Quintilia Zyxwvut ${word}`;
const street = `Unverwechselbarweg ${word}`;
const traces = [email, name, street].map((each) => each.toLowerCase());

let dataDir: string;
let shop: TestShop;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "shop-"));
  shop = await openShop({ dataDir, env: { ERASURE_REST_SECONDS: "1", LOG_LEVEL: "info" } });
}, 180_000);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

const soon = { timeout: 30_000, interval: 100 };

const tells = (text: string): boolean => traces.some((trace) => text.toLowerCase().includes(trace));

/** Where something of the person lies. */
async function tracesLeft(): Promise<string[]> {
  const rows = (await everyRow(shop)).filter(({ row }) => tells(bytesOf(row)));
  const keys = (await everyKey(shop)).filter(tells).map(() => "redis");
  const messages = (await everyMessage(shop)).filter(tells).map(() => "rabbitmq");
  const lines = (await everyLine(dataDir)).filter(tells).map((line) => `log: ${line.slice(0, 300)}`);
  const copies = (await everyCopy(shop)).filter(({ bytes }) => tells(bytes));
  const places = [...rows, ...copies].map(({ where }) => where);
  return [...new Set([...places, ...keys, ...messages, ...lines])];
}

const orderWith = (sku: string, contact = email) =>
  anOrder(sku, {
    contact: { email: contact, name },
    shippingAddress: { name, line1: street, city: "Berlin", postalCode: "10115", country: "DE" },
  });

async function deliver(admin: Person, id: string, trackingNumber: string): Promise<void> {
  const parcel = { carrier: "DHL", trackingNumber };
  const { body } = await admin.shipOrder({ params: { id }, body: parcel, ...newKey() });
  for (const { id: shipmentId } of body.shipments)
    await admin.deliverShipment({ params: { id, shipmentId } });
}

async function buy(person: Person, sku: string, contact?: string): Promise<string> {
  const { body } = await person.placeOrder({ body: orderWith(sku, contact), ...newKey() });
  await untilFinal(person, body.id);
  return body.id;
}

/** What nobody can read, and says who it is about. */
async function poison(): Promise<void> {
  const connection = await amqp.connect(shop.amqpUrl);
  const channel = await connection.createConfirmChannel();
  const data = { customerId: 5, contact: { email, name }, line1: street };
  for (const key of ["order.confirmed", "user.sessions_revoked"])
    channel.publish("shop.events", key, Buffer.from(JSON.stringify({ id: randomUUID(), name: key, data })));
  await channel.waitForConfirms();
  await connection.close();
}

const letters = async (): Promise<number> =>
  (await everyRow(shop)).filter(({ where }) => where.endsWith(".dead_letters")).length;

/** What the books say: sums of sales, stock, and what products show of their reviews. */
async function books(admin: Person) {
  const kept = new Set(["order.sales", "catalog.stock", "catalog.movements"]);
  const rows = (await everyRow(shop)).filter(({ where }) => kept.has(where));
  const today = new Date().toISOString().slice(0, 10);
  const { body } = await admin.getSalesReport({ query: { from: today, to: today } });
  const orders = (await everyRow(shop))
    .filter(({ where }) => where === "order.orders")
    .map(({ row }) => [row["number"], row["total"], row["tax"], row["taxes"], row["status"], row["invoice"]]);
  const bytes = rows.map(({ where, row }) => `${where} ${bytesOf(row)}`).toSorted();
  return { report: body, bytes, orders };
}

test(
  "of somebody who is erased nothing is left anywhere, and the books are as they were",
  { timeout: 240_000 },
  async () => {
    const admin = await shop.logIn("admin");
    const [sku, other] = [await shop.sell(20), await shop.sell(20)];
    const events = ["order.placed", "order.confirmed", "order.delivered", "user.updated"] as const;
    await admin.createWebhook({ body: { url: "http://127.0.0.1:65535/hook", events: [...events] } });

    const ana = await shop.customer(email);
    await ana.updateMe({ body: { name } });
    const { shippingAddress } = orderWith(sku);
    await ana.addAddress({ body: shippingAddress });
    await ana.addCartLine({ body: { sku: other, quantity: 1 } });
    const own = await buy(ana, sku);
    const guest = await shop.guest();
    const asGuest = await buy(guest, sku, email.toUpperCase());
    const bob = await shop.customer();
    // Somebody else's account, and their own street: only the address is hers.
    const { body: bobs } = await bob.placeOrder({
      body: anOrder(other, { contact: { email, name: "Bob" } }),
      ...newKey(),
    });
    await untilFinal(bob, bobs.id);
    for (const id of [own, asGuest]) await deliver(admin, id, `0034 ${name}`);
    await deliver(admin, bobs.id, "0034");
    const units = { lines: [{ sku, quantity: 1 }], reason: `Sent back by ${name}` };
    await admin.refundOrder({ params: { id: own }, body: units, ...newKey() });
    const review = { rating: 2, title: `By ${name}`, text: `Came to ${street}` };
    expect((await ana.createReview({ params: { id: sku }, body: review })).status).toBe(201);
    await ana.forgotPassword({ body: { email } });
    await guest.register({ body: { email, password: `${randomUUID()} again`, name } });
    await poison();
    await expect.poll(letters, soon).toBeGreaterThanOrEqual(3);
    await expect
      .poll(async () => (await ana.getOrder({ params: { id: own } })).body.refunds[0]?.status, soon)
      .toBe("done");

    const copy = await askRaw(shop.gatewayUrl, requestOf(api.exportMe), ana.token);
    expect(copy.headers.get("content-disposition")).toContain("attachment");
    const held = (await copy.json()) as Record<string, { id: string }[]>;
    expect(held["orders"]?.map(({ id }) => id)).toEqual([own]);
    expect(held["guestOrders"]?.map(({ id }) => id)).toEqual([asGuest]);
    expect(held["reviews"]).toHaveLength(1);
    expect(held["addresses"]).toMatchObject([{ addresses: [{ line1: street }] }]);
    expect(JSON.stringify(held)).not.toMatch(/argon2|Hash/);

    const before = await books(admin);
    const left = await tracesLeft();
    expect(left.length).toBeGreaterThan(8);
    // Only what is found while it is there can be said to be gone.
    for (const file of ["user/accounts", "order/orders", "order/dead_letters", "catalog/reviews"])
      expect(left).toContain(`${file}.ndjson.gz`);
    const asked = await ana.requestErasure({ body: { password: ana.password } });
    expect(asked.status).toBe(202);
    const link = new URL(asked.location, shop.gatewayUrl);
    const params = { id: link.pathname.split("/").at(-1) ?? "" };
    const query = { access: link.searchParams.get("access") ?? "" };
    const look = async () => (await shop.nobody.getErasure({ params, query })).body;
    expect((await look()).id).toBe(asked.body.id);
    const logIn = guest.logIn({ body: { email, password: ana.password } });
    expect(await orProblem(logIn)).toMatchObject({ status: 401 });
    await expect.poll(async () => (await orProblem(ana.getMe())).status, soon).toBe(401);
    await expect.poll(async () => (await look()).status, { ...soon, timeout: 90_000 }).toBe("erased");

    expect(await tracesLeft()).toEqual([]);
    expect((await shop.mailsTo(email)).at(-1)?.subject).toBe("You are erased");
    expect(await books(admin)).toEqual(before);
    const env = { PATH: "", MONGO_URL: shop.mongoUrl("order") };
    await promisify(execFile)(process.execPath, [join(root, "services/order/src/rebuild-sales.ts")], { env });
    expect((await books(admin)).report).toEqual(before.report);
    const shown = await guest.listReviews({ params: { id: sku } });
    expect(shown.body.items).toMatchObject([{ rating: 2, title: "", text: "" }]);
    const bobsNow = await bob.getOrder({ params: { id: bobs.id } });
    expect(bobsNow.body).toMatchObject({ contact: { email: "", name: "Bob" } });

    const again = await shop.customer(email);
    expect(again.id).not.toBe(ana.id);
    expect((await again.listOrders()).body.items).toEqual([]);
    expect((await again.getCart()).body.lines).toEqual([]);
    expect((await again.listAddresses()).body.items).toEqual([]);
  },
);
