/** Two carts that are being bought become one customer's: nothing in them is bought twice. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const { lines: _lines, ...fromCart } = anOrder();

/** A guest and a customer, each with a cart of their own thing that is being bought. */
async function bothBuying() {
  const guestId = randomUUID();
  const guestToken = await shop.tokens.tokenFor({ id: guestId, role: "guest" });
  const [guest, alice] = [await shop.as(guestId), await shop.as(randomUUID(), "customer")];
  const buy = async (who: typeof guest) => {
    const sku = shop.sells();
    await who.addCartLine({ body: { sku, quantity: 1 } });
    return { sku, ...(await who.placeOrder({ body: fromCart, headers: newKey() })).body };
  };
  return { guest, alice, guestToken, guests: await buy(guest), own: await buy(alice) };
}

test("of two carts that are being bought the guest's stays where it is, until its order is made", async () => {
  const { guest, alice, guestToken, guests, own } = await bothBuying();
  const refused = await alice.claimCart({ body: { guestToken } });
  expect(refused.problem).toMatchObject({ status: 409, code: "cart.in_checkout", orderId: guests.id });
  expect((await alice.getCart()).body.lines).toMatchObject([{ sku: own.sku }]);
  expect((await alice.getOrder({ params: { id: guests.id } })).status).toBe(200);
  for (const { id } of [own, guests]) await shop.confirmed(id);
  for (const who of [alice, guest]) expect((await who.getCart()).body.lines).toEqual([]);
  expect((await alice.claimCart({ body: { guestToken } })).status).toBe(200);
});

test("what is left in the guest's cart when its order has ended comes with the next claim", async () => {
  const { guest, alice, guestToken, guests, own } = await bothBuying();
  const added = shop.sells();
  await guest.addCartLine({ body: { sku: added, quantity: 1 } });
  expect((await alice.claimCart({ body: { guestToken } })).status).toBe(409);
  await shop.confirmed(own.id);
  await alice.cancelOrder({ params: { id: guests.id } });
  const { body: claimed } = await alice.claimCart({ body: { guestToken } });
  expect(claimed.lines.map(({ sku }) => sku)).toEqual([guests.sku, added]);
  expect((await guest.getCart()).body.lines).toEqual([]);
});

test("of a cart whose mark a crash has left, the guest's mark is the customer's", async () => {
  const { alice, guestToken, guests, own } = await bothBuying();
  await shop.confirmed(own.id);
  const { body: cart } = await alice.getCart();
  await shop.carts.updateMany({ inCheckout: { $exists: false } }, { $set: { inCheckout: own.id } });
  expect((await alice.claimCart({ body: { guestToken } })).body.lines).toMatchObject([{ sku: guests.sku }]);
  const twice = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(twice.problem).toMatchObject({ status: 409, code: "cart.in_checkout" });
  expect(twice.headers.get("location")).toBe(`/orders/${guests.id}`);
  await shop.confirmed(guests.id);
  expect((await alice.getCart()).body).toMatchObject({ lines: [], version: cart.version + 2 });
});
