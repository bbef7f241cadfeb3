import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { addLine, inCurrency, removeLine, seen, setLine, withoutOrdered, type Cart } from "./cart.ts";
import { toPublicCart } from "./cart-view.ts";

const empty: Cart = {
  ownerId: "alice",
  lines: [],
  currency: "EUR",
  coupon: null,
  version: 0,
  inCheckout: null,
};
const cover = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: "/images/phone-cover-black.svg",
  price: euros(1999),
  available: 5,
  onSale: true,
};
const order = { orderId: "an order", lines: [], coupon: null };
const yen = (amount: number) => ({ amount, currency: "JPY" });
const now = new Date("2026-11-26T12:00:00.000Z");

type Offer = Partial<Omit<typeof cover, "price">> & {
  readonly price?: { amount: number; currency: string } | null;
};
const today = (changes: Offer) => ({
  quotes: new Map([[cover.sku, { ...cover, ...changes }]]),
  coupon: undefined,
  now,
});
const changesWhen = (cart: Cart, changes: Offer) =>
  toPublicCart(cart, today(changes)).changes.map(({ type, from, to }) => [type, from?.amount, to?.amount]);

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
  expect(toPublicCart(cart, today({ price: euros(1500) }))).toMatchObject({
    lines: [
      { sku: "66432-BLK", unitPrice: euros(1500), available: true },
      { sku: "66432-RED", lineTotal: euros(3998), available: false },
    ],
    total: euros(1500),
  });
});

test("what was ordered leaves the cart, what was added meanwhile stays", () => {
  const cart = addLine(addLine(empty, cover, 3), { ...cover, sku: "66432-RED" }, 1);
  const left = withoutOrdered(cart, { ...order, lines: [{ sku: "66432-BLK", quantity: 2 }] });
  expect(left.lines).toMatchObject([
    { sku: "66432-BLK", quantity: 1 },
    { sku: "66432-RED", quantity: 1 },
  ]);
});

test("what was taken out during a checkout and put in again is not what was ordered, of that order alone", () => {
  const inCheckout = { ...addLine(empty, cover, 2), inCheckout: order.orderId };
  const again = setLine(addLine(removeLine(inCheckout, cover.sku), cover, 1), cover, 2);
  const ordered = { ...order, lines: [{ sku: cover.sku, quantity: 2 }] };
  expect(withoutOrdered(again, ordered).lines).toMatchObject([{ sku: cover.sku, quantity: 2 }]);
  expect(withoutOrdered(again, { ...ordered, orderId: "the next one" }).lines).toEqual([]);
  expect(JSON.stringify(toPublicCart(again, today({})))).not.toContain(order.orderId);
});

test("the coupon that was used leaves the cart, another one stays", () => {
  const cart = { ...empty, coupon: "SPRING-25" };
  expect(withoutOrdered(cart, { ...order, coupon: "SPRING-25" }).coupon).toBeNull();
  expect(withoutOrdered(cart, { ...order, coupon: "OTHER" }).coupon).toBe("SPRING-25");
});

test("a line without a price in the cart's currency stays in it, costs nothing and cannot be bought", () => {
  const cart = inCurrency(addLine(empty, cover, 1), "JPY");
  const line = { unitPrice: null, lineTotal: null, available: false };
  expect(toPublicCart(cart, today({ price: null, onSale: false }))).toMatchObject({
    lines: [line],
    subtotal: yen(0),
    total: yen(0),
  });
  // Neither does what has left the catalog keep a price of another currency.
  expect(toPublicCart(cart, { ...today({}), quotes: new Map() }).lines).toMatchObject([line]);
});

test.each<[Offer, unknown[]]>([
  [{}, []],
  [{ price: euros(2499) }, [["price_up", 1999, 2499]]],
  [{ price: euros(1) }, [["price_down", 1999, 1]]],
  [{ available: 1 }, [["fewer_left", undefined, undefined]]],
  [{ available: 0 }, [["sold_out", undefined, undefined]]],
  [{ onSale: false }, [["not_on_sale", undefined, undefined]]],
  [
    { price: euros(2000), available: 0 },
    [
      ["price_up", 1999, 2000],
      ["sold_out", undefined, undefined],
    ],
  ],
])("since %j a cart of two says %j, as long as nobody changes it", (changes, said) => {
  const cart = addLine(empty, cover, 2);
  expect(changesWhen(cart, changes)).toEqual(said);
  expect(changesWhen(cart, changes)).toEqual(said);
  expect(changesWhen(seen(cart, today(changes).quotes), changes)).toEqual([]);
});

test("what was sold out and is back is said too", () => {
  const cart = seen(addLine(empty, cover, 2), today({ available: 0 }).quotes);
  expect(changesWhen(cart, {})).toEqual([["available_again", undefined, undefined]]);
});

test("a change's own answer says what was different from what was seen before it", () => {
  const before = addLine(empty, cover, 1);
  const { quotes } = today({ price: euros(2499) });
  const after = seen(setLine(before, { ...cover, price: euros(2499) }, 2), quotes);
  expect(toPublicCart(after, { quotes, coupon: undefined, before, now }).changes).toMatchObject([
    { type: "price_up", from: euros(1999), to: euros(2499) },
  ]);
});

test("another currency is no other price", () => {
  const before = addLine(empty, cover, 1);
  const { quotes } = today({ price: yen(3000) });
  const after = seen(inCurrency(before, "JPY"), quotes);
  const shown = toPublicCart(after, { quotes, coupon: undefined, before, now });
  expect(shown).toMatchObject({ changes: [], total: yen(3000), currency: "JPY" });
});
