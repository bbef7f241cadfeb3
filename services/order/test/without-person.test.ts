import type { Address } from "@shop/contracts/language/address";
import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { placed } from "./placed-order.ts";
import { toRow, type OrderRow } from "../src/orders/order-rows.ts";
import { withoutAddress, withoutPerson } from "../src/privacy/without-person.ts";

const now = new Date("2026-11-27T10:00:00.000Z");
const mine = "Zyxwvut";
const shippingAddress: Address = {
  name: mine,
  line1: `${mine}weg 1`,
  line2: mine,
  city: mine,
  region: "BY",
  postalCode: `8-${mine}`,
  country: "DE",
};

/** The person's word stands wherever somebody can write. */
const row: OrderRow = {
  ...toRow(
    {
      ...placed().order,
      customerId: mine,
      placedBy: mine,
      contact: { email: `${mine}@example.com`, name: mine },
    },
    { caller: mine, key: `key-of-${mine}`, fingerprint: mine },
    now,
    {
      timeline: [
        { at: now, cause: mine, type: "order.placed", actor: "customer", detail: null },
        { at: now, type: "shipment.sent", actor: "staff", detail: mine },
        { at: now, type: "stock.rejected", actor: "catalog", detail: "SKU-1" },
      ],
      outbox: [],
    },
  ),
  shippingAddress,
  answer: { status: 201, headers: {}, body: mine },
  shipments: [
    { id: "s1", carrier: "DHL", trackingNumber: mine, lines: [], shippedAt: now, deliveredAt: now },
  ],
  refunds: [
    {
      id: "r1",
      amount: euros(5),
      lines: [],
      shipping: euros(0),
      restock: false,
      reason: mine,
      status: "done",
      createdAt: now,
      doneAt: now,
      restockedAt: null,
      creditNote: "2026-C1",
    },
  ],
  owes: [{ id: "m", kind: "mail", mail: "review_invitation", dueAt: now, attempts: 0, giveUpAt: null }],
};

const applied = ({ $set, $unset }: ReturnType<typeof withoutPerson>): OrderRow =>
  Object.fromEntries(Object.entries({ ...row, ...$set }).filter(([field]) => !(field in $unset))) as OrderRow;

test("an order without its customer says nothing of them", () => {
  expect(JSON.stringify(applied(withoutPerson(row)))).not.toContain(mine);
});

test("what the books need stays", () => {
  const left = applied(withoutPerson(row));
  const { number, lines, subtotal, total, tax, taxes, status, createdAt } = row;
  expect(left).toMatchObject({ number, lines, subtotal, total, tax, taxes, status, createdAt });
  expect(left.shippingAddress).toEqual({ name: "", line1: "", city: "", region: "BY", country: "DE" });
  expect(left.refunds).toMatchObject([{ amount: euros(5), creditNote: "2026-C1" }]);
  expect(left.timeline[2]).toMatchObject({ type: "stock.rejected", detail: "SKU-1" });
  expect(left.owes).toEqual([]);
});

test("of somebody else's order only the address goes", () => {
  const left = applied(withoutAddress(row));
  expect(left).toMatchObject({ customerId: mine, contact: { email: "", name: mine }, shippingAddress });
  expect(JSON.stringify(left.contact)).not.toContain("example.com");
  expect(left.emailKey).toBeUndefined();
});
