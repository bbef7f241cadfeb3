/**
 * Sessions that have ended, while what tells gateways of it is away: first Redis, then RabbitMQ too. Of staff the user
 * service is asked, so that no ended session is let in; a customer's access token stays good until it expires.
 */
import { orProblem } from "@shop/client/refusal";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const soon = { timeout: 15_000, interval: 50 };

const statusOf = async (person: Person) => (await orProblem(person.listAllOrders())).status;
const mineOf = async (person: Person) => (await orProblem(person.getMe())).status;

/** Browses, fills a cart and orders. */
async function shops(sku: string): Promise<readonly number[]> {
  const visitor = await shop.guest();
  const answers = [
    await visitor.listProducts(),
    await visitor.addCartLine({ body: { sku, quantity: 1 } }),
    await visitor.getCart(),
    await visitor.placeOrder({ body: anOrder(sku), ...newKey() }),
  ];
  return answers.map(({ status }) => status);
}

test("Redis is away: an ended session is refused, the bus has told; who shops goes on", async () => {
  const sku = await shop.sell(50);
  const [admin, other, ana] = [await shop.logIn("admin"), await shop.logIn("admin"), await shop.customer()];
  const bea = await shop.customer();
  await shop.stopServer("redis");
  expect((await admin.logOut()).status).toBe(204);
  await expect.poll(() => statusOf(admin), soon).toBe(401);
  expect((await ana.logOut()).status).toBe(204);
  await expect.poll(() => mineOf(ana), soon).toBe(401);
  const next = { currentPassword: bea.password, newPassword: "three quiet green lamps" };
  const elsewhere = await shop.logIn("alice");
  expect((await bea.changePassword({ body: next })).status).toBe(204);
  expect(await Promise.all([statusOf(other), mineOf(bea), mineOf(elsewhere)])).toEqual([200, 200, 200]);
  expect(await shops(sku)).toEqual([200, 200, 200, 201]);
  await shop.startServer("redis");
});

test("Redis and RabbitMQ are away: of staff no ended session is let in, and without the user service nobody of them", async () => {
  const sku = await shop.sell(50);
  const [admin, other, ana] = [await shop.logIn("admin"), await shop.logIn("admin"), await shop.customer()];
  await shop.stopServer("redis");
  await shop.stopBroker();
  // By then what Redis said last is too old to stand alone.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await admin.logOut()).status).toBe(204);
  // What the user service has said of a session is believed for a second.
  await expect.poll(() => statusOf(admin), { timeout: 3_000, interval: 50 }).toBe(401);
  for (let time = 1; time <= 20; time++) expect(await statusOf(admin)).toBe(401);
  expect(await statusOf(other)).toBe(200);
  expect(await shops(sku)).toEqual([200, 200, 200, 201]);

  // Until it expires, five minutes after it was made at most; no new one is given.
  expect((await ana.logOut()).status).toBe(204);
  expect(await mineOf(ana)).toBe(200);

  await shop.process("user").kill("SIGKILL");
  await expect.poll(() => statusOf(other), soon).toBe(503);
  expect(await statusOf(admin)).toBeOneOf([401, 503]);
  expect((await ana.getCart()).status).toBe(200);

  await shop.process("user").start();
  await shop.process("user").waitReady();
  await shop.startServer("redis");
  await shop.startBroker();
  await expect.poll(() => mineOf(ana), soon).toBe(401);
  await expect.poll(() => statusOf(other), soon).toBe(200);
  expect(await statusOf(admin)).toBe(401);
});

test("a Redis that has lost all, and a gateway that begins with it: an ended session stays refused", async () => {
  const admin = await shop.logIn("admin");
  expect((await admin.logOut()).status).toBe(204);
  await expect.poll(() => statusOf(admin), soon).toBe(401);
  await shop.process("gateway").kill("SIGKILL");
  await shop.stopServer("redis");
  await shop.startServer("redis");
  await shop.process("gateway").start();
  await shop.process("gateway").waitReady();
  for (let time = 1; time <= 20; time++) expect(await statusOf(admin)).toBeOneOf([401, 503]);
  await expect.poll(() => statusOf(admin), soon).toBe(401);
  const other = await shop.logIn("admin");
  expect(await statusOf(other)).toBe(200);
});
