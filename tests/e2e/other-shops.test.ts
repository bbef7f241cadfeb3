/** What other shops got wrong in public, each as a customer would meet it. Each of these was somebody's bug. */
import { isProblem, orProblem } from "@shop/client/refusal";
import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { anOrder, newKey, paidWith, untilFinal, type Person } from "../test-shop.ts";
import { patient, shop } from "./shared-shop.ts";

let admin: Person;
beforeAll(async () => {
  admin = await shop.logIn("admin");
});
const soon = { timeout: 20_000, interval: 100 };
const wait = () => ({ ...newKey(), waitS: 5 });
const many = <Made>(count: number, make: () => Promise<Made>): Promise<Made[]> =>
  Promise.all(Array.from({ length: count }, make));

const setFaults = (faults: object) =>
  fetch(`${shop.sandboxUrl}/webhooks/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(faults),
  });

test("the last piece twice in one order is not sold", async () => {
  const sku = await shop.sell(1);
  const lines = [
    { sku, quantity: 1 },
    { sku, quantity: 1 },
  ];
  const buyer = await shop.guest();
  const refused = await orProblem(buyer.placeOrder({ body: anOrder(sku, { lines }), ...newKey() }));
  expect(refused).toMatchObject({ status: 409, code: "order.unavailable" });
});

test("a coupon of one use, by a hundred at once: one order has it, and its end gives the use back", async () => {
  const sku = await shop.sell(200);
  const code = `ONCE-${randomUUID().slice(0, 8)}`.toUpperCase();
  await admin.createCoupon({ body: { code, kind: "percent", value: 50, totalLimit: 1 } });
  const buyers: Person[] = [];
  while (buyers.length < 100) buyers.push(...(await many(10, () => shop.guest())));
  const use = (buyer: Person, index: number) =>
    orProblem(
      patient(buyer).placeOrder({
        body: anOrder(sku, { coupon: code, contact: { email: `one-${index}@example.com`, name: "One" } }),
        ...newKey(),
      }),
    );
  const answers = await Promise.all(buyers.map(use));
  const lucky = answers.flatMap((answer, index) =>
    isProblem(answer) ? [] : [{ index, id: answer.body.id }],
  );
  expect(lucky).toHaveLength(1);
  const refused = answers.filter(isProblem).map(({ code: why }) => why);
  expect(new Set(refused)).toEqual(new Set(["coupon.used_up"]));
  const { index, id } = lucky[0]!;
  const buyer = buyers[index]!;
  await untilFinal(buyer, id);
  await buyer.cancelOrder({ params: { id } });
  await untilFinal(buyer, id);
  const next = async () => (await use(buyers[(index + 1) % 100]!, index + 1)).status;
  await expect.poll(next, soon).toBe(201);
}, 120_000);

test("capture and the provider's webhook at the same moment, three times over: captured once, told once", async () => {
  const sku = await shop.sell(30);
  await setFaults({ delayMs: 0, copies: 3 });
  const buyer = await shop.guest();
  const placed = await many(20, () => buyer.placeOrder({ body: anOrder(sku), ...wait() }));
  for (const { body } of placed) {
    const order = await untilFinal(buyer, body.id);
    expect(order).toMatchObject({ status: "confirmed", payment: { captured: order.total } });
    expect(await shop.charges(order.id)).toMatchObject([{ captured: order.total }]);
    const { items } = (await buyer.getTimeline({ params: { id: order.id }, query: { limit: "100" } })).body;
    const types = items.map(({ type }) => type).filter((type) => type !== "mail.sent");
    expect(types).toEqual([...new Set(types)]);
  }
  await setFaults({});
}, 60_000);

test("who has gone right after paying has bought all the same, and finds the order by its number and address", async () => {
  const sku = await shop.sell(1);
  const email = `${sku.toLowerCase()}@example.com`;
  const gone = await shop.guest();
  const leaving = new AbortController();
  const body = anOrder(sku, { contact: { email, name: "Gone" }, ...paidWith("tok_slow") });
  const sent = gone.placeOrder({ body, ...wait(), signal: leaving.signal }).catch(() => undefined);
  const order = async () => (await admin.listAllOrders({ query: { email } })).body.items[0];
  await expect.poll(order, soon).toBeDefined();
  leaving.abort();
  await sent;
  await expect.poll(async () => (await order())?.status, soon).toBe("confirmed");
  const { id = "", number = "" } = (await order()) ?? {};
  const stranger = await shop.guest();
  expect(await orProblem(stranger.getOrder({ params: { id } }))).toMatchObject({ status: 404 });
  expect((await stranger.lookUpOrder({ body: { number, email } })).status).toBe(202);
  const link = async () => {
    const texts = (await shop.mailsTo(email)).map(({ text }) => text);
    return /\?access=([\w.~-]+)/.exec(texts.find((text) => text.includes("?access=")) ?? "")?.[1];
  };
  await expect.poll(link, soon).toBeDefined();
  const query = { access: await link() };
  const shown = await shop.nobody.getOrder({ params: { id }, query });
  expect(shown.body.number).toBe(number);
  const other = shop.nobody.getOrder({ params: { id: randomUUID() }, query });
  expect(await orProblem(other)).toMatchObject({ status: 404 });
}, 90_000);

test("a client that names prices, states or who it is changes nothing and is told so", async () => {
  const sku = await shop.sell(5);
  const buyer = await shop.guest();
  const line = { sku, quantity: 1 };
  const bodies: object[] = [
    { lines: [{ ...line, unitPrice: { amount: 1, currency: "EUR" } }] },
    { total: { amount: 1, currency: "EUR" } },
    { status: "confirmed" },
    { payment: { method: "card", token: "tok_ok", status: "captured" } },
    { payment: { method: "card", token: "tok_ok", captured: { amount: 9999, currency: "EUR" } } },
    { customerId: "somebody" },
    { lines: [{ sku, quantity: "1" }] },
    { lines: [{ sku, quantity: 1.5 }] },
    { lines: [{ sku, quantity: -1 }] },
    { lines: [{ sku: { $ne: "" }, quantity: 1 }] },
  ];
  for (const changes of bodies) {
    const answer = await orProblem(buyer.placeOrder({ body: anOrder(sku, changes), ...newKey() }));
    expect([JSON.stringify(changes), answer.status]).toEqual([JSON.stringify(changes), 400]);
  }
  const seen = { expectedTotal: { amount: 1, currency: "EUR" } };
  const changed = await orProblem(buyer.placeOrder({ body: anOrder(sku, seen), ...newKey() }));
  expect(changed).toMatchObject({ status: 409, code: "order.total_changed" });
  expect((await buyer.listOrders()).body.items).toEqual([]);
});

test("what a guest had is there after signing in: the cart, and the order", async () => {
  const [sku, other] = [await shop.sell(5), await shop.sell(5)];
  const guest = await shop.guest();
  await guest.addCartLine({ body: { sku, quantity: 2 } });
  const { body: order } = await guest.placeOrder({ body: anOrder(other), ...wait() });
  const alice = await shop.customer();
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  for (let time = 0; time < 2; time += 1) {
    const { status, body } = await alice.claimCart({ body: { guestToken: guest.token } });
    expect([status, body.lines]).toMatchObject([200, [{ sku, quantity: 3 }]]);
  }
  expect((await alice.getOrder({ params: { id: order.id } })).body.number).toBe(order.number);
  expect((await alice.listOrders()).body.items.map(({ id }) => id)).toEqual([order.id]);
  expect(await orProblem(guest.getOrder({ params: { id: order.id } }))).toMatchObject({ status: 404 });
});

test("40 refunds at once of an order of four: not a cent more than was taken", async () => {
  const sku = await shop.sell(4, 999);
  const buyer = await shop.guest();
  const body = anOrder(sku, { lines: [{ sku, quantity: 4 }] });
  const { body: order } = await buyer.placeOrder({ body, ...wait() });
  const refund = () =>
    orProblem(
      patient(admin).refundOrder({
        params: { id: order.id },
        body: { amount: { amount: 300, currency: "EUR" }, reason: "Parallel" },
        ...newKey(),
      }),
    );
  const answers = await many(40, refund);
  const taken = answers.filter(({ status }) => status === 201).length;
  expect(taken).toBe(Math.floor(order.total.amount / 300));
  expect(new Set(answers.filter(isProblem).map(({ code }) => code))).toEqual(new Set(["refund.too_much"]));
  const refunded = async () => (await shop.charges(order.id))[0]?.refunded.amount;
  await expect.poll(refunded, soon).toBe(taken * 300);
  const shown = async () => (await buyer.getOrder({ params: { id: order.id } })).body.payment.refunded.amount;
  await expect.poll(shown, soon).toBe(taken * 300);
}, 60_000);
