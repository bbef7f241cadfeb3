/** Invoices and credit notes: what they say, and that their numbers have no gap. */
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, cover, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { sell } from "./sold-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const year = new Date().getUTCFullYear();
const isNumbered = async (id: string) => !(await shop.owed(id)).some(({ kind }) => kind === "invoice");

test("an invoice says who sold what to whom, with the tax of each rate, and is not there before the capture", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const params = { id: order.id };
  const early = await alice.getInvoice({ params });
  expect(early).toMatchObject({ status: 404, problem: { code: "invoice.not_found" } });
  await shop.confirmed(order.id);
  const { body, status } = await alice.getInvoice({ params });
  expect(status).toBe(200);
  expect(body).toEqual({
    number: expect.stringMatching(new RegExp(`^${year}-[1-9][0-9]*$`)),
    issuedAt: expect.any(String),
    orderId: order.id,
    orderNumber: order.number,
    seller: { name: "SuperCoolShop", address: expect.any(Array), taxId: expect.any(String) },
    buyer: { ...order.contact, address: order.shippingAddress },
    lines: order.lines.map(({ productId: _productId, image: _image, ...line }) => line),
    subtotal: order.subtotal,
    discount: order.discount,
    shipping: order.shipping,
    taxes: order.taxes,
    tax: order.tax,
    total: order.total,
    creditNotes: [],
  });
  expect((await alice.getInvoice({ params })).body).toEqual(body);
});

test("only the owner and staff read an invoice", async () => {
  const order = await sell(shop);
  const eve = await shop.as();
  const refused = await eve.getInvoice({ params: order.params });
  expect(refused).toMatchObject({ status: 404, problem: { code: "order.not_found" } });
  expect((await order.staff.getInvoice({ params: order.params })).status).toBe(200);
  expect((await eve.getInvoice({ params: { id: "$ne" } })).status).toBe(400);
});

test("a refund and a cancellation have a credit note each, in a series of their own", async () => {
  const order = await sell(shop);
  await order.refund({ lines: [{ sku: cover.sku, quantity: 1 }], reason: "damaged" });
  await order.refunded();
  const { body: first } = await order.alice.getInvoice({ params: order.params });
  expect(first.creditNotes).toMatchObject([
    {
      number: expect.stringMatching(new RegExp(`^${year}-C[1-9][0-9]*$`)),
      amount: euros(1999),
      lines: [{ sku: cover.sku, name: cover.name, quantity: 1, amount: euros(1999) }],
      shipping: euros(0),
      taxes: [{ rate: 1900, net: euros(1680), tax: euros(319) }],
      reason: "damaged",
    },
  ]);
  await order.alice.cancelOrder({ params: order.params });
  await shop.untilIs(order.id, "cancelled");
  const { body: last } = await order.alice.getInvoice({ params: order.params });
  expect(last.number).toBe(first.number);
  expect(last.creditNotes[0]).toEqual(first.creditNotes[0]);
  expect(last.creditNotes[1]).toMatchObject({ amount: euros(490), lines: [], shipping: euros(490) });
  expect(order.taxes).toEqual([{ rate: 1900, net: euros(2092), tax: euros(397) }]);
  expect(last.creditNotes[1]?.taxes).toEqual([{ rate: 1900, net: euros(412), tax: euros(78) }]);
  expect(last.creditNotes.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(order.total.amount);
});

test("units go back with the tax of their own rate, and a sum by itself with that of each", async () => {
  const book = shop.sells({ price: euros(1070), taxCategory: "reduced" });
  const lines = [cover.sku, book].map((sku) => ({ sku, quantity: 1 }));
  const order = await sell(shop, { lines });
  expect(order.lines.map(({ taxRate }) => taxRate)).toEqual([1900, 700]);
  await order.refund({ lines: [{ sku: book, quantity: 1 }] });
  await order.refunded();
  await order.refund({ amount: euros(489) });
  await order.refunded();
  const taxed = async () => {
    const { body } = await order.alice.getInvoice({ params: order.params });
    return body.creditNotes.map(({ taxes }) => taxes);
  };
  const first = [
    [{ rate: 700, net: euros(1000), tax: euros(70) }],
    [{ rate: 1900, net: euros(411), tax: euros(78) }],
  ];
  expect(await taxed()).toEqual(first);
  await order.refund();
  await order.refunded();
  const rest = [{ rate: 1900, net: euros(1681), tax: euros(319) }];
  expect(await taxed()).toEqual([...first, rest]);
});

test("an order that was never paid for, or whose card was declined, has no invoice", async () => {
  const alice = await shop.as();
  const payment = { method: "card" as const, token: "tok_declined" };
  const { body: order } = await alice.placeOrder({ body: anOrder({ payment }), headers: newKey() });
  await shop.reserve(order.id);
  await shop.untilTold(order.id, "payment.declined");
  expect((await alice.getInvoice({ params: { id: order.id } })).problem?.code).toBe("invoice.not_found");
});

test("12 orders, asked for by everybody at once and by two processes: numbers without gap or double", async () => {
  const replica = await shop.replica();
  const orders = await Promise.all(Array.from({ length: 12 }, () => sell(shop)));
  const asked = orders.flatMap((order) => [order, order]);
  const answers = await Promise.all(asked.map(({ alice, params }) => alice.getInvoice({ params })));
  for (const { id } of orders) await until(() => isNumbered(id), `${id} is numbered`);
  await replica[Symbol.asyncDispose]();
  const rows = await shop.orders.find({ invoice: { $ne: null } }).toArray();
  const serials = rows.map(({ invoice }) => Number(invoice?.number.split("-")[1])).toSorted((a, b) => a - b);
  expect(serials).toEqual(serials.map((_, index) => index + 1));
  for (const [index, { body }] of answers.entries()) {
    const row = rows.find(({ _id }) => _id === asked[index]?.id);
    expect(body.number).toBe(row?.invoice?.number);
  }
});

test("numbering an order changes nothing that its customer sees", async () => {
  const order = await sell(shop);
  await shop.untilTold(order.id, "mail.sent");
  const before = await order.read();
  await until(() => isNumbered(order.id), "it is numbered");
  expect(await order.read()).toEqual(before);
});
