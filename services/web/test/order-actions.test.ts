import { euros } from "@shop/contracts/language/values";
import type { Order } from "@shop/contracts/order/orders";
import { expect, test } from "vitest";
import { order } from "./a-checkout.ts";
import { useWeb } from "./running-web.ts";

const web = await useWeb();

const path = `/order/${order.id}`;
const is = (changes: Partial<Order>): void => web.order.answer("getOrder", { ...order, ...changes });

test("cancelling is asked once more, and done by a button", async () => {
  const page = await web.browserOf().open(path);
  const asked = await page.follow("Cancel this order");
  expect(asked.heading).toBe(`Cancel order ${order.number}?`);
  expect(web.order.asked("cancelOrder")).toEqual([]);
  const done = await asked.submit(`${path}/cancel`, {}, "Yes, cancel it");
  expect([done.path, web.order.asked("cancelOrder").length]).toEqual([path, 1]);
});

test("too late to cancel is told on the order's page", async () => {
  const asked = await web.browserOf().open(`${path}/cancel`);
  web.order.refuse("cancelOrder", { status: 409, code: "order.too_late" });
  const page = await asked.submit(`${path}/cancel`);
  const told = ["It is too late to cancel: a parcel has left."];
  expect([page.status, page.texts(".notice")]).toEqual([409, told]);
  is({ status: "shipped" });
  const looked = await web.browserOf().open(`${path}/cancel`);
  expect([looked.status, looked.texts(".notice")]).toEqual([200, told]);
});

test.each([
  [503, "service.starting"],
  [409, "request.busy"],
])("what cannot be cancelled just now (%s) can be asked for again", async (status, code) => {
  const asked = await web.browserOf().open(`${path}/cancel`);
  web.order.refuse("cancelOrder", { status, code });
  const page = await asked.submit(`${path}/cancel`);
  expect([page.status, page.heading]).toEqual([503, `Cancel order ${order.number}?`]);
  expect(page.texts(".notice").join()).toContain("It could not be cancelled just now.");
});

test("too much at once is told as that, never as an order or an invoice that there is not", async () => {
  const alice = web.browserOf();
  const asked = await alice.open(`${path}/cancel`);
  const refused = { status: 429, code: "rate.limited", retryAfterS: 17 };
  web.order.refuse("cancelOrder", refused);
  const cancelled = await asked.submit(`${path}/cancel`);
  web.order.refuse("getInvoice", refused);
  const invoiced = await alice.open(`${path}/invoice`);
  web.order.refuse("getOrder", refused);
  for (const page of [cancelled, invoiced, await alice.open(path)]) {
    expect([page.status, page.heading]).toEqual([429, "Too much at once"]);
    expect(page.headers["retry-after"]).toBe("17");
  }
});

test("parcels are shown with their tracking numbers and what is in them", async () => {
  is({
    status: "shipped",
    shipments: [
      {
        id: "parcel-1",
        carrier: "DHL",
        trackingNumber: "00340434161094042557",
        lines: [{ sku: order.lines[0]!.sku, quantity: 1 }],
        shippedAt: order.createdAt,
        deliveredAt: null,
      },
    ],
  });
  const page = await web.browserOf().open(path);
  expect(page.texts('[data-part="parcels"]').join()).toContain("DHL, tracking number 00340434161094042557");
  expect(page.texts("main a")).not.toContain("Cancel this order");
});

test("money that goes back is told with what it is for", async () => {
  is({
    payment: { ...order.payment, status: "partially_refunded", refunded: euros(500) },
    refunds: [
      {
        id: "refund-1",
        amount: euros(500),
        lines: [],
        shipping: euros(0),
        restock: false,
        reason: "Late",
        status: "pending",
        createdAt: order.createdAt,
        doneAt: null,
      },
    ],
  });
  const said = (await web.browserOf().open(path)).texts('[data-part="payment"]').join();
  for (const each of ["A part of it goes back to you", "Late", "on its way to your bank", "€5.00"])
    expect(said).toContain(each);
  expect(said.split("Money that goes back")).toHaveLength(2);
});

test("that it is paid is told once, with how much", async () => {
  const said = (await web.browserOf().open(path)).texts('[data-part="payment"]');
  expect(said).toEqual(["Payment Paid €24.89"]);
});

const invoice = {
  number: "2026-17",
  issuedAt: order.createdAt,
  orderId: order.id,
  orderNumber: order.number,
  seller: { name: "SuperCoolShop GmbH", address: ["Shop St 2", "20095 Hamburg"], taxId: "DE123" },
  buyer: { name: "Alice", email: "alice@example.com", address: order.shippingAddress },
  lines: order.lines,
  subtotal: order.subtotal,
  discount: order.discount,
  shipping: order.shipping,
  taxes: order.taxes,
  tax: order.tax,
  total: order.total,
  creditNotes: [
    {
      number: "2026-C3",
      issuedAt: order.createdAt,
      amount: euros(500),
      lines: [],
      shipping: euros(0),
      taxes: [{ rate: 1900, net: euros(420), tax: euros(80) }],
      reason: "Late",
    },
  ],
};

test("an invoice has its number, both parties, tax by rate, and a credit note for each refund", async () => {
  web.order.answer("getInvoice", invoice);
  const page = await (await web.browserOf().open(path)).follow("Invoice");
  expect(page.heading).toBe("Invoice 2026-17");
  for (const said of [
    "SuperCoolShop GmbH",
    "DE123",
    "Berlin",
    "19 % €20.92 €3.97",
    "Credit note 2026-C3",
    "−€5.00",
    "19 % −€4.20 −€0.80",
  ])
    expect(page.text).toContain(said);
});

test("an invoice that there is not yet says so", async () => {
  web.order.refuse("getInvoice", { status: 404, code: "invoice.not_found" });
  const page = await web.browserOf().open(`${path}/invoice`);
  expect([page.status, page.text]).toEqual([404, expect.stringContaining("There is no invoice yet")]);
});
