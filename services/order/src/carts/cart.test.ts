import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { addLine, toPublicCart, withoutOrdered, type Cart } from "./cart.ts";

const empty: Cart = { ownerId: "alice", lines: [], version: 0, inCheckout: null };
const cover = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: "/images/phone-cover-black.svg",
  price: euros(1999),
  available: 5,
  onSale: true,
};

test("adding the same SKU again adds up in one line", () => {
  const cart = addLine(addLine(empty, cover, 1), cover, 2);
  expect(cart.lines).toMatchObject([{ sku: "66432-BLK", quantity: 3 }]);
  expect(cart.version).toBe(2);
});

test("more than 99 of one SKU is refused, also in steps", () => {
  const cart = addLine(empty, cover, 99);
  expect(() => addLine(cart, cover, 1)).toThrow(expect.objectContaining({ code: "cart.too_many" }));
});

test("prices are today's, and what cannot be bought is not part of the total", () => {
  const cart = addLine(addLine(empty, cover, 1), { ...cover, sku: "66432-RED" }, 2);
  const quotes = new Map([[cover.sku, { ...cover, price: euros(1500) }]]);
  expect(toPublicCart(cart, quotes)).toMatchObject({
    lines: [
      { sku: "66432-BLK", unitPrice: euros(1500), available: true },
      { sku: "66432-RED", lineTotal: euros(3998), available: false },
    ],
    total: euros(1500),
  });
});

test("what was ordered leaves the cart, what was added meanwhile stays", () => {
  const cart = addLine(addLine(empty, cover, 3), { ...cover, sku: "66432-RED" }, 1);
  expect(withoutOrdered(cart, [{ sku: "66432-BLK", quantity: 2 }]).lines).toMatchObject([
    { sku: "66432-BLK", quantity: 1 },
    { sku: "66432-RED", quantity: 1 },
  ]);
});
