/** Orders with a coupon: what it takes off, whom it is refused, and that no limit is ever overrun. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visit } from "./a-visit.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
let staff: Awaited<ReturnType<RunningOrder["as"]>>;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
  staff = await shop.as("staff-1", "staff");
});
afterAll(() => shop[Symbol.asyncDispose]());

type Client = Awaited<ReturnType<RunningOrder["as"]>>;
const aMail = () => `${randomUUID()}@example.com`;

/** Answers the code of a new coupon. */
async function couponOf(changes: object = {}): Promise<string> {
  const code = `C-${randomUUID().slice(0, 8)}`.toUpperCase();
  const created = await staff.createCoupon({ body: { code, kind: "percent", value: 25, ...changes } });
  expect(created.status).toBe(201);
  return code;
}
const usedOf = async (code: string) => (await staff.getCoupon({ params: { code } })).body.used;
const buy = (who: Client, coupon: string, { amount = 1999, email = aMail(), more = {} } = {}) => {
  const lines = [{ sku: shop.sells({ price: euros(amount) }), quantity: 1 }];
  const contact = { email, name: "Sam" };
  return who.placeOrder({ body: anOrder({ lines, contact, coupon, ...more }), headers: newKey() });
};

test("a coupon in any spelling takes off what it says, from the goods and not the shipping (R38)", async () => {
  const code = await couponOf();
  const alice = await shop.as("alice", "customer");
  const { body, status } = await buy(alice, ` ${code.toLowerCase()}\n`);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    coupon: code,
    subtotal: euros(1999),
    discount: euros(500),
    shipping: euros(490),
    total: euros(1989),
    tax: euros(318),
    taxes: [{ rate: 1900, net: euros(1671), tax: euros(318) }],
    lines: [{ discount: euros(500), paid: euros(1499) }],
  });
  expect(await usedOf(code)).toBe(1);
  await shop.confirmed(body.id);
  expect((await alice.getOrder({ params: { id: body.id } })).body.payment.captured).toEqual(euros(1989));
});

const hour = 60 * 60_000;
const inAnHour = new Date(Date.now() + hour).toISOString();
const anHourAgo = new Date(Date.now() - hour).toISOString();
test.each([
  ["inactive", { active: false }],
  ["not_started", { startsAt: inAnHour }],
  ["expired", { endsAt: anHourAgo }],
  ["currency", { kind: "amount", value: 5, currency: "JPY" }],
  ["minimum", { minimum: 2000 }],
])("a coupon that is %s is 409, and says so", async (reason, changes) => {
  const code = await couponOf(changes);
  const refused = await buy(await shop.as(), code);
  expect(refused.problem).toMatchObject({ status: 409, code: `coupon.${reason}` });
  expect(await usedOf(code)).toBe(0);
});

test("a code that nobody has given out is 409, whatever it looks like", async () => {
  for (const code of ["NOBODY", "100 % off", "ß", "$ne", "../admin"])
    expect((await buy(await shop.as(), code)).problem).toMatchObject({ status: 409, code: "coupon.unknown" });
});

test("the minimum is asked of what is ordered, not of what once was in the cart (R37)", async () => {
  const code = await couponOf({ value: 20, minimum: 5000 });
  const alice = await shop.as();
  expect((await buy(alice, code, { amount: 2600 })).problem?.code).toBe("coupon.minimum");
  expect((await buy(alice, code, { amount: 5200 })).body.discount).toEqual(euros(1040));
});

test.each([
  ["of 100 %", { value: 100 }],
  ["of an amount over the subtotal", { kind: "amount", value: 5000 }],
])("a coupon %s leaves the shipping to pay, and no more is captured (R28)", async (_, changes) => {
  const alice = await shop.as();
  const { body } = await buy(alice, await couponOf(changes));
  expect(body).toMatchObject({ discount: euros(1999), total: euros(490), lines: [{ paid: euros(0) }] });
  await shop.confirmed(body.id);
  const { body: read } = await alice.getOrder({ params: { id: body.id } });
  expect(read.payment).toMatchObject({ status: "captured", captured: euros(490) });
});

test("a coupon of one use is good for one of a hundred orders at the same time, and for one more once that is cancelled", async () => {
  const code = await couponOf({ totalLimit: 1 });
  const sku = shop.sells({ available: 1000 });
  const buyers = await Promise.all(Array.from({ length: 100 }, () => shop.as()));
  const buyOne = async (who: Client) => {
    const request = { body: anOrder({ lines: [{ sku, quantity: 1 }], coupon: code }), headers: newKey() };
    let answer = await who.placeOrder(request);
    // So many at a time may be too much for the quotes of a busy machine: then one asks again, with the same key.
    while (answer.status === 503) answer = await who.placeOrder(request);
    return answer;
  };
  const answers = await Promise.all(buyers.map(buyOne));
  const placed = answers.flatMap((answer, place) =>
    answer.status === 201 ? [{ id: answer.body.id, buyer: buyers[place]! }] : [],
  );
  expect(placed).toHaveLength(1);
  const refusals = answers.flatMap(({ problem }) => (problem ? [`${problem.status} ${problem.code}`] : []));
  expect(refusals).toEqual(Array.from({ length: 99 }, () => "409 coupon.used_up"));
  expect(await shop.orders.countDocuments({ coupon: code })).toBe(1);
  expect(await usedOf(code)).toBe(1);

  const [{ id, buyer }] = placed as [(typeof placed)[number]];
  await Promise.all(Array.from({ length: 5 }, () => buyer.cancelOrder({ params: { id } })));
  expect(await usedOf(code)).toBe(0);
  const more = await Promise.all(buyers.slice(0, 10).map(buyOne));
  expect(more.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await usedOf(code)).toBe(1);
});

test("a customer uses it as often as is allowed, with whatever address; a guest by one address, as whoever", async () => {
  const code = await couponOf({ perCustomerLimit: 2 });
  const alice = await shop.as("alice", "customer");
  const answers = await Promise.all(Array.from({ length: 8 }, () => buy(alice, code)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  expect(new Set(answers.flatMap(({ problem }) => problem?.code ?? []))).toEqual(
    new Set(["coupon.used_by_you"]),
  );
  const email = aMail();
  const spellings = [email, email.toUpperCase(), email, email.toUpperCase()];
  const guests = [];
  for (const each of spellings) guests.push(await buy(await shop.as(), code, { email: each }));
  expect(guests.map(({ status }) => status)).toEqual([201, 201, 409, 409]);
  expect((await buy(await shop.as("bob", "customer"), code, { email })).status).toBe(201);
  expect(await usedOf(code)).toBe(5);
  const kept = await shop.connection.collection("coupon_uses").find().toArray();
  expect(JSON.stringify(kept)).not.toContain(email.slice(0, 8));
});

test("what a guest used counts for the account that claims it, and for the guest's address as before", async () => {
  const code = await couponOf({ perCustomerLimit: 2 });
  const { guest, alice, guestToken } = await visit(shop);
  const email = aMail();
  const { body: first } = await buy(guest, code, { email });
  await alice.claimCart({ body: { guestToken } });
  await alice.claimCart({ body: { guestToken } });
  expect((await buy(alice, code)).status).toBe(201);
  expect((await buy(alice, code)).problem?.code).toBe("coupon.used_by_you");
  expect((await buy(await shop.as(), code, { email })).status).toBe(201);
  expect((await buy(await shop.as(), code, { email })).problem?.code).toBe("coupon.used_by_you");
  expect(await usedOf(code)).toBe(3);
  await alice.cancelOrder({ params: { id: first.id } });
  await shop.untilTold(first.id, "order.cancelled");
  expect(await usedOf(code)).toBe(2);
  expect((await buy(alice, code)).status).toBe(201);
});

test("claims and orders at the same time: whoever has claimed more than the limit uses it no more", async () => {
  const code = await couponOf({ perCustomerLimit: 3 });
  const { alice } = await visit(shop);
  const visits = await Promise.all([1, 2, 3].map(() => visit(shop)));
  for (const { guest } of visits) expect((await buy(guest, code)).status).toBe(201);
  const claims = visits.map(({ guestToken }) => alice.claimCart({ body: { guestToken } }));
  const [orders] = await Promise.all([
    Promise.all([1, 2, 3].map(() => buy(alice, code))),
    Promise.all(claims),
  ]);
  expect((await buy(alice, code)).problem?.code).toBe("coupon.used_by_you");
  expect(await usedOf(code)).toBe(3 + orders.filter(({ status }) => status === 201).length);
});

test.each(["customer", "out of stock", "card declined"])(
  "an order that ends by %s gives its use back, once",
  async (why) => {
    const code = await couponOf({ totalLimit: 1, perCustomerLimit: 1 });
    const alice = await shop.as(randomUUID(), "customer");
    const token = why === "card declined" ? "tok_declined" : "tok_ok";
    const { body } = await buy(alice, code, { more: { payment: { method: "card", token } } });
    if (why === "customer") {
      await shop.confirmed(body.id);
      await alice.cancelOrder({ params: { id: body.id } });
      await shop.untilTold(body.id, "payment.refunded");
    } else if (why === "card declined") await shop.reserve(body.id);
    else await shop.catalogSays(catalogEvents.stockRejected, { orderId: body.id, skus: [] });
    await shop.untilTold(body.id, "order.cancelled");
    await alice.cancelOrder({ params: { id: body.id } });
    expect(await usedOf(code)).toBe(0);
    expect((await buy(alice, code)).status).toBe(201);
    expect(await usedOf(code)).toBe(1);
  },
);
