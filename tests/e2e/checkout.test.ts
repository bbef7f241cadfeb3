/** Alice's way through the shop, and what becomes of her money and the stock when something is in the way. */
import { isProblem, orProblem } from "@shop/client/refusal";
import { expect, test } from "vitest";
import { anOrder, newKey, paidWith, untilFinal } from "../test-shop.ts";
import { patient, shop } from "./shared-shop.ts";

const wait = () => ({ ...newKey(), waitS: 5 });

test("from the product to the mail: confirmed, captured once, one less in stock, told in order", async () => {
  const sku = await shop.sell(10);
  const alice = await shop.guest();
  expect((await alice.getProduct({ params: { id: sku } })).body.variants).toMatchObject([
    { sku, inStock: true },
  ]);
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  const email = `${sku.toLowerCase()}@example.com`;
  const { lines: _lines, ...fromCart } = anOrder(sku, { contact: { email, name: "Alice" } });
  const { status, body: order } = await alice.placeOrder({ body: fromCart, ...wait() });
  expect(status).toBe(201);
  expect(order).toMatchObject({
    status: "confirmed",
    payment: { status: "captured", captured: order.total },
  });

  expect(await shop.charges(order.id)).toMatchObject([{ status: "captured", captured: order.total }]);
  const admin = await shop.logIn("admin");
  expect((await admin.getStock({ params: { sku } })).body).toMatchObject({
    onHand: 9,
    available: 9,
    held: 0,
  });
  expect((await alice.getCart()).body.lines).toEqual([]);
  await expect.poll(() => shop.mailsTo(email), { timeout: 10_000 }).toHaveLength(1);
  const types = async () =>
    (await alice.getTimeline({ params: { id: order.id } })).body.items.map(({ type }) => type);
  await expect.poll(types).toContain("mail.sent");
  expect(await types()).toEqual([
    "order.placed",
    "stock.reserved",
    "payment.authorised",
    "stock.committed",
    "payment.captured",
    "order.confirmed",
    "mail.sent",
  ]);
});

test("one cart, two keys, in quick succession: one order, one charge, and the cart is empty", async () => {
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  const { lines: _lines, ...fromCart } = anOrder(sku, paidWith("tok_slow"));
  const first = await alice.placeOrder({ body: fromCart, ...newKey() });
  const again = { body: { ...fromCart, ...paidWith("tok_ok") }, ...newKey() };
  expect(await orProblem(alice.placeOrder(again))).toMatchObject({
    status: 409,
    code: "cart.in_checkout",
    orderId: first.body.id,
    retryAfterS: expect.any(Number),
  });
  expect(await untilFinal(alice, first.body.id)).toMatchObject({ status: "confirmed" });
  expect((await alice.listOrders()).body.items).toHaveLength(1);
  expect((await alice.getCart()).body.lines).toEqual([]);
});

test("a sum beyond 32 bits goes all the way, and back", async () => {
  const sku = await shop.sell(2, 2_147_483_648);
  const alice = await shop.guest();
  const lines = [{ sku, quantity: 2 }];
  const { body } = await alice.placeOrder({ body: anOrder(sku, { lines }), ...wait() });
  const total = { amount: 2 * 2_147_483_648 + 490, currency: "EUR" };
  expect(await untilFinal(alice, body.id)).toMatchObject({
    status: "confirmed",
    total,
    payment: { captured: total },
  });
  expect(await shop.charges(body.id)).toMatchObject([{ status: "captured", captured: total }]);
  await alice.cancelOrder({ params: { id: body.id } });
  expect(await untilFinal(alice, body.id)).toMatchObject({
    payment: { status: "refunded", refunded: total },
  });
});

test("a name with quotes, commas and an address in it gets one mail, to the one who ordered", async () => {
  const sku = await shop.sell(1);
  const alice = await shop.guest();
  const email = `${sku.toLowerCase()}@example.com`;
  const name = 'Lovelace, Ada "Countess" <boss@example.net>';
  const asked = wait();
  for (let time = 0; time < 3; time += 1)
    await alice.placeOrder({ body: anOrder(sku, { contact: { email: ` ${email} `, name } }), ...asked });
  await expect.poll(() => shop.mailsTo(email), { timeout: 10_000 }).toHaveLength(1);
  expect((await shop.mailsTo(email))[0]?.text).toContain(`Hello ${name},`);
  expect(await shop.mailsTo("boss@example.net")).toEqual([]);
});

test("two buyers of the last one: one confirmed, one cancelled, no money kept", async () => {
  for (let round = 0; round < 5; round += 1) {
    const sku = await shop.sell(1);
    const buyers = await Promise.all([shop.guest(), shop.guest()]);
    const placed = await Promise.all(
      buyers.map((buyer) => orProblem(buyer.placeOrder({ body: anOrder(sku), ...wait() }))),
    );
    const orders = await Promise.all(
      placed.flatMap((answer, index) => {
        const buyer = buyers[index];
        return buyer && !isProblem(answer) ? [untilFinal(buyer, answer.body.id)] : [];
      }),
    );
    expect(orders.filter(({ status }) => status === "confirmed")).toHaveLength(1);
    for (const order of orders.filter(({ status }) => status === "cancelled")) {
      expect(order.reason).toBe("out_of_stock");
      expect((await shop.charges(order.id)).filter(({ captured }) => captured.amount > 0)).toEqual([]);
    }
  }
});

test("50 parallel posts with one key: one order, 50 equal answers, one charge", async () => {
  const sku = await shop.sell(100);
  const alice = await shop.guest();
  const asked = wait();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => alice.placeOrder({ body: anOrder(sku), ...asked })),
  );
  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
  expect((await alice.listOrders()).body.items).toHaveLength(1);
  expect(await shop.charges(answers[0]?.body.id ?? "")).toHaveLength(1);
});

test.each([
  ["tok_declined", "cancelled", "payment_declined"],
  ["tok_insufficient_funds", "cancelled", "payment_declined"],
  ["tok_slow", "confirmed", null],
  ["tok_timeout", "confirmed", null],
  ["tok_flaky", "confirmed", null],
  ["tok_error", "cancelled", "payment_failed"],
])(
  "%s ends %s %s, and stock and ledger agree",
  async (token, status, reason) => {
    const sku = await shop.sell(3);
    const alice = await shop.guest();
    const placed = await alice.placeOrder({ body: anOrder(sku, paidWith(token)), ...newKey() });
    const order = await untilFinal(alice, placed.body.id, 60_000);
    expect(order).toMatchObject({ status, reason });
    const isSold = status === "confirmed";
    const taken = (await shop.charges(order.id)).reduce(
      (sum, { captured, refunded }) => sum + captured.amount - refunded.amount,
      0,
    );
    expect(taken).toBe(isSold ? order.total.amount : 0);
    const admin = await shop.logIn("admin");
    const left = isSold ? 2 : 3;
    const stock = async () => (await admin.getStock({ params: { sku } })).body;
    await expect.poll(stock).toMatchObject({ onHand: left, available: left, held: 0 });
  },
  90_000,
);

test("cards that the provider can only fail keep nobody else from paying", async () => {
  const sku = await shop.sell(100);
  const [bad, alice] = [await shop.guest(), await shop.guest()];
  const broken = await Promise.all(
    Array.from({ length: 40 }, () =>
      patient(bad).placeOrder({ body: anOrder(sku, paidWith("tok_error")), ...newKey() }),
    ),
  );
  for (let round = 0; round < 10; round += 1) {
    const { body } = await alice.placeOrder({ body: anOrder(sku), ...wait() });
    expect(body).toMatchObject({ status: "confirmed" });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const ends = await Promise.all(broken.map(({ body }) => untilFinal(bad, body.id)));
  for (const end of ends) expect(end).toMatchObject({ status: "cancelled", reason: "payment_failed" });
});

test("cancelling a confirmed order gives money and stock back", async () => {
  const sku = await shop.sell(3);
  const alice = await shop.guest();
  const { body } = await alice.placeOrder({ body: anOrder(sku), ...wait() });
  expect((await untilFinal(alice, body.id)).status).toBe("confirmed");
  await alice.cancelOrder({ params: { id: body.id } });
  const order = await untilFinal(alice, body.id);
  expect(order).toMatchObject({ status: "cancelled", reason: "customer", payment: { status: "refunded" } });
  expect(await shop.charges(order.id)).toMatchObject([{ status: "refunded", refunded: order.total }]);
  const admin = await shop.logIn("admin");
  const stock = async () => (await admin.getStock({ params: { sku } })).body;
  await expect.poll(stock).toMatchObject({ onHand: 3, available: 3, held: 0 });
});
