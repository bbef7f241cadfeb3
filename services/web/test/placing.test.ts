/** Whatever happens to a request, one press of a button is one order: before the real order service. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyIn, place } from "./a-checkout.ts";
import { atCheckout, orderIn, runCheckout, untilSays, type RunningCheckout } from "./running-checkout.ts";

let shop: RunningCheckout;

beforeAll(async () => {
  shop = await runCheckout();
}, 90_000);
afterAll(() => shop[Symbol.asyncDispose]());

const rounds = Array.from({ length: 20 }, (_, round) => round);

test(
  `pressed twice within 50 ms it is one order and one charge, ${rounds.length} times`,
  { timeout: 120_000 },
  async () => {
    const run = async (): Promise<void> => {
      const { visitor, page } = await atCheckout(shop);
      const pages = await Promise.all([place(page), place(page)]);
      const [first, second] = pages.map(orderIn);
      expect(second).toBe(first);
      expect(await shop.ordersOf(visitor)).toHaveLength(1);
      await shop.fulfil(first!);
      await untilSays(visitor, first!, "Confirmed");
      expect(shop.chargesOf(first!)).toHaveLength(1);
    };
    await Promise.all(rounds.map(run));
  },
);

test(
  `reloaded, and sent again after going back, it is one order and one charge, ${rounds.length} times`,
  { timeout: 120_000 },
  async () => {
    const run = async (): Promise<void> => {
      const { visitor, page } = await atCheckout(shop);
      const id = orderIn(await place(page));
      expect(orderIn(await place(page))).toBe(id);
      await shop.fulfil(id);
      await untilSays(visitor, id, "Confirmed");
      // Also when what was in the bag is bought.
      expect(orderIn(await place(page))).toBe(id);
      expect((await visitor.open("/checkout")).path).toBe("/bag");
      expect(visitor.cookies.get("badge")?.value).toBe("0.out");
      expect(await shop.ordersOf(visitor)).toHaveLength(1);
      expect(shop.chargesOf(id)).toHaveLength(1);
    };
    await Promise.all(rounds.map(run));
  },
);

test(
  `when the answer is lost, pressing again leads to the same order, ${rounds.length} times`,
  { timeout: 120_000 },
  async () => {
    const run = async (round: number): Promise<void> => {
      const { visitor, page } = await atCheckout(shop);
      shop.loseAnswer(keyIn(page));
      const lost = await place(page);
      expect(lost.status).toBe(504);
      expect(lost.text).toContain("Press again: you cannot be charged twice.");
      const [order] = await shop.ordersOf(visitor);
      if (round % 2 === 0) await shop.fulfil(order!.id);
      expect(orderIn(await place(lost, {}))).toBe(order!.id);
      expect(await shop.ordersOf(visitor)).toHaveLength(1);
    };
    await Promise.all(rounds.map(run));
  },
);

test("another address after no answer is no second order: the first one is shown, and said so", async () => {
  const { visitor, page } = await atCheckout(shop);
  shop.loseAnswer(keyIn(page));
  const lost = await place(page);
  const next = await place(lost, { line1: "Another St 2" });
  expect(next.text).toContain("This order was there already: nothing was ordered twice.");
  expect(next.text).toContain("Main St 1");
  expect(await shop.ordersOf(visitor)).toHaveLength(1);
});

test("a second checkout of the same bag leads to the order that is being placed", async () => {
  const { visitor, page } = await atCheckout(shop);
  const other = await visitor.open("/checkout");
  const id = orderIn(await place(page));
  const second = await place(other);
  expect(second.path).toBe(`/order/${id}?placed=before`);
  expect(await shop.ordersOf(visitor)).toHaveLength(1);
});
