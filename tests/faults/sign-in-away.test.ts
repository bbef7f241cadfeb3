/**
 * Redis is stopped, then RabbitMQ too: who has signed out stays out where the bus or Redis can tell. While neither can, the
 * user service is asked about staff; of customers a token lasts to its end, five minutes at most, and they go on shopping.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const me = async (person: Person) => (await person.getMe()).status;
const within1s = { timeout: 1_000, interval: 50 };

test("with Redis away, then the broker, then both back, nobody who has signed out gets in beyond what is promised", async () => {
  const [ana, ben, cleo] = await Promise.all([shop.customer(), shop.customer(), shop.customer()]);
  const [admin, other] = [await shop.logIn("admin"), await shop.logIn("admin")];
  const sku = await shop.sell(5);

  await shop.stopServer("redis", "SIGKILL");
  expect((await ana.logOut()).status).toBe(204);
  await expect.poll(() => me(ana), within1s).toBe(401);
  expect(await me(admin)).toBe(200);

  await shop.stopBroker("SIGKILL");
  // An answer of Redis, and the bus's word that nothing was missed, are good for a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect([await me(ana), await me(admin)]).toEqual([401, 200]);
  expect((await admin.logOut()).status).toBe(204);
  await expect.poll(() => me(admin), within1s).toBe(401);
  await shop.process("user").kill("SIGSTOP");
  // Nobody can tell, and it matters.
  await expect.poll(() => me(other), { timeout: 5_000 }).toBe(503);
  await shop.process("user").kill("SIGCONT");
  await expect.poll(() => me(other), { timeout: 10_000 }).toBe(200);

  expect((await ben.logOut()).status).toBe(204);
  await expectShopping(cleo, sku);

  await shop.startServer("redis");
  await shop.startBroker();
  // What could not be told is told now, and ben's token would have been good for minutes yet.
  await expect.poll(() => me(ben), { timeout: 30_000 }).toBe(401);
  expect([await me(ana), await me(admin), await me(cleo)]).toEqual([401, 401, 200]);
  const [order] = (await cleo.listOrders()).body.items;
  expect(await untilFinal(cleo, order?.id ?? "")).toMatchObject({ status: "confirmed" });
}, 180_000);

/** Looking around, a cart, an order: taken, though it cannot get on before the broker is back. */
async function expectShopping(person: Person, sku: string): Promise<void> {
  expect((await person.getProduct({ params: { id: sku } })).status).toBe(200);
  expect((await person.listProducts()).status).toBe(200);
  expect((await person.addCartLine({ body: { sku, quantity: 1 } })).status).toBe(200);
  const { lines: _lines, ...order } = anOrder(sku);
  expect((await person.placeOrder({ body: order, headers: newKey() })).body.status).toBe("pending");
}
