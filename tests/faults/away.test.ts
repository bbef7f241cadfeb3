/** What still works while one part is away, and that it mends itself when the part is back. */
import { orProblem } from "@shop/client/refusal";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, untilFinal, type TestShop } from "../test-shop.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

test("the payment provider is away: the order waits, and is confirmed when it is back", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  await shop.process("sandbox").kill("SIGKILL");
  const { body } = await alice.placeOrder({ body: anOrder(sku), ...newKey() });
  const payment = async () => (await alice.getOrder({ params: { id: body.id } })).body.payment.status;
  await expect.poll(payment, { timeout: 10_000 }).toBe("unknown");
  await shop.process("sandbox").start();
  expect(await untilFinal(alice, body.id)).toMatchObject({ status: "confirmed" });
  expect(await shop.charges(body.id)).toHaveLength(1);
});

test("the mail server is away: the order is confirmed, and the mail comes later", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  await shop.process("mail").kill("SIGKILL");
  const email = `${sku.toLowerCase()}@example.com`;
  const order = anOrder(sku, { contact: { email, name: "Alice" } });
  const { body } = await alice.placeOrder({ body: order, ...newKey(), waitS: 5 });
  expect((await untilFinal(alice, body.id)).status).toBe("confirmed");
  await shop.process("mail").start();
  await shop.process("mail").waitReady();
  await expect.poll(() => shop.mailsTo(email), { timeout: 60_000 }).toHaveLength(1);
});

test("catalog is away: checkout is refused quickly, sign-in and order history work", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  await alice.placeOrder({ body: anOrder(sku), ...newKey(), waitS: 5 });
  await shop.process("catalog").kill("SIGKILL");
  const wish = { body: anOrder(sku), ...newKey() };
  const refused = await orProblem(alice.placeOrder(wish));
  expect(refused).toMatchObject({ status: 503, retryAfterS: expect.any(Number) });
  expect((await alice.listOrders()).body.items).toHaveLength(1);
  expect((await shop.logIn("alice")).token).toBeTruthy();
  await shop.process("catalog").start();
  await shop.process("catalog").waitReady();
  const placed = await alice.placeOrder(wish);
  expect(placed.status).toBe(201);
  expect(await untilFinal(alice, placed.body.id)).toMatchObject({ status: "confirmed" });
});

test("a process stands still for longer than its leases, and goes on as if nothing had happened", async () => {
  const sku = await shop.sell(20);
  const buyers = await Promise.all(Array.from({ length: 5 }, () => shop.guest()));
  const placed = await Promise.all(
    buyers.map((buyer) => buyer.placeOrder({ body: anOrder(sku), ...newKey() })),
  );
  await shop.process("order").kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 25_000));
  await shop.process("order").kill("SIGCONT");
  for (const [index, buyer] of buyers.entries()) {
    const order = await untilFinal(buyer, placed[index]?.body.id ?? "");
    expect(order.status).toBe("confirmed");
    expect(await shop.charges(order.id)).toMatchObject([{ status: "captured", captured: order.total }]);
  }
  const staff = await shop.logIn("admin");
  expect((await staff.getStock({ params: { sku } })).body).toMatchObject({
    onHand: 15,
    available: 15,
    held: 0,
  });
}, 120_000);
