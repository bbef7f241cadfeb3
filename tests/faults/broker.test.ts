/** RabbitMQ is away when orders come, and comes later: nobody who ordered notices more than a wait. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, untilFinal, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop({ withBroker: false });
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

test("orders are accepted without a broker, and all of them end confirmed once it is there", async () => {
  const sku = await shop.sell(100);
  const buyers = await Promise.all(Array.from({ length: 10 }, () => shop.guest()));
  const placed = await Promise.all(
    buyers.map((buyer) => buyer.placeOrder({ body: anOrder(sku), ...newKey() })),
  );
  expect(placed.map(({ status, body }) => [status, body.status])).toEqual(buyers.map(() => [201, "pending"]));
  await shop.startBroker();
  const orders = await Promise.all(
    buyers.map((buyer, index) => untilFinal(buyer, placed[index]?.body.id ?? "", 60_000)),
  );
  expect(orders.map(({ status }) => status)).toEqual(buyers.map(() => "confirmed"));
}, 120_000);

test("the broker is killed between orders and comes back: everything ends, once", async () => {
  const sku = await shop.sell(100);
  const buyers = await Promise.all(Array.from({ length: 10 }, () => shop.guest()));
  const place = (buyer: (typeof buyers)[number]) => buyer.placeOrder({ body: anOrder(sku), ...newKey() });
  const before = await Promise.all(buyers.map(place));
  await shop.stopBroker("SIGKILL");
  const during = await Promise.all(buyers.map(place));
  await shop.startBroker();
  const all = [...before, ...during];
  const orders = await Promise.all(
    all.map(({ body }, index) => untilFinal(buyers[index % buyers.length]!, body.id, 60_000)),
  );
  expect(orders.map(({ status }) => status)).toEqual(all.map(() => "confirmed"));
  const staff = await shop.logIn("admin");
  expect((await staff.getStock({ params: { sku } })).body).toMatchObject({
    onHand: 80,
    available: 80,
    held: 0,
  });
}, 180_000);
