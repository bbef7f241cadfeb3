/** What every payment provider's adapter promises, whoever is behind it. */
import { randomUUID } from "node:crypto";
import type { Money } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Order } from "../src/orders/order.ts";
import type { PaymentProvider, RefundCall } from "../src/payments/provider.ts";
import { placed } from "./placed-order.ts";

export type Opened = AsyncDisposable & {
  readonly provider: PaymentProvider;
  /** As a customer would pay with. */
  readonly tokens: { readonly good: string; readonly bad: string; readonly none: string };
  /** Who says no to the last of them: the bank, or the provider. */
  readonly noToNone: "declined" | "refused";
  /** What somebody who judges the requests had to say against them. */
  readonly complaints?: () => readonly string[];
  /** From now on the provider is not there. */
  leave(): Promise<void>;
};

/** Call it in a `describe` of its own. `isOnPage`: what card it is, the customer tells the provider alone. */
export function providerContract(open: () => Promise<Opened>, { isOnPage = false } = {}): void {
  let opened: Opened;
  let provider: PaymentProvider;
  beforeAll(async () => {
    opened = await open();
    provider = opened.provider;
  });
  afterAll(async () => {
    await opened[Symbol.asyncDispose]();
    expect(opened.complaints?.() ?? []).toEqual([]);
  });

  const anOrder = (token = opened.tokens.good, total?: Money): Order => {
    const { order } = placed({ id: randomUUID(), now: new Date(), payment: { method: "card", token } });
    return total ? { ...order, total } : order;
  };
  const authorised = async (total?: Money) => {
    const order = anOrder(undefined, total);
    const answer = await provider.authorise(order);
    if (answer.kind !== "authorised") throw new Error(`It is ${JSON.stringify(answer)}`);
    return { order: { ...order, payment: { ...order.payment, chargeId: answer.chargeId } }, ...answer };
  };
  const captured = async (total?: Money) => {
    const known = await authorised(total);
    expect(await provider.capture(known.order, known.chargeId)).toEqual({ kind: "captured" });
    return known;
  };
  const chargeOf = async (order: Order) => {
    const found = await provider.find(order);
    if (found.kind !== "found") throw new Error(`There is ${found.kind}`);
    return found.charge;
  };
  const refundOf = ({ total }: Order, chargeId: string, amount: number): RefundCall => ({
    id: randomUUID(),
    chargeId,
    amount: { ...total, amount },
    reason: "broken",
  });

  test("what is authorised can be found by its order, and is authorised once however often it is asked for", async () => {
    const order = anOrder();
    const first = await provider.authorise(order);
    expect(first).toMatchObject({ kind: "authorised" });
    const again = await Promise.all(Array.from({ length: 10 }, () => provider.authorise(order)));
    expect(again).toEqual(Array.from({ length: 10 }, () => first));
    const none = { ...order.total, amount: 0 };
    const { chargeId } = first as { chargeId: string };
    expect(await chargeOf(order)).toMatchObject({
      id: chargeId,
      status: "authorised",
      captured: none,
      refunded: none,
    });
  });

  test.skipIf(isOnPage)("a card that is declined is a no, with its reason, each time", async () => {
    const order = anOrder(opened.tokens.bad);
    const no = { kind: "declined", reason: "insufficient_funds" };
    expect([await provider.authorise(order), await provider.authorise(order)]).toEqual([no, no]);
    expect((await chargeOf(order)).status).toBe("declined");
  });

  test.skipIf(isOnPage)("a token that nobody knows is a no", async () => {
    expect(await provider.authorise(anOrder(opened.tokens.none))).toMatchObject({ kind: opened.noToNone });
  });

  test("nothing is found of an order that was never paid", async () => {
    expect(await provider.find(anOrder())).toEqual({ kind: "nothing" });
  });

  test.each([
    ["EUR", 4_488],
    ["JPY", 500],
    ["KWD", 12_340],
    ["ISK", 1_990],
  ])("%s %i is captured once, all of it, and comes back to the minor unit", async (currency, amount) => {
    const { order, chargeId } = await captured({ amount, currency });
    expect(await provider.capture(order, chargeId)).toEqual({ kind: "captured" });
    expect(await chargeOf(order)).toMatchObject({ status: "captured", captured: { amount, currency } });
    const refund = refundOf(order, chargeId, amount);
    expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
    expect(await chargeOf(order)).toMatchObject({ status: "refunded", refunded: { amount, currency } });
  });

  test("what is voided cannot be captured, and voiding again is the same", async () => {
    const { order, chargeId } = await authorised();
    for (let n = 0; n < 2; n += 1)
      expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
    expect(await provider.capture(order, chargeId)).toMatchObject({ kind: "refused" });
    expect((await chargeOf(order)).status).toBe("voided");
  });

  test("after a void of what was never authorised nothing can be authorised for that order", async () => {
    const order = anOrder();
    for (let n = 0; n < 2; n += 1)
      expect(await provider.voidAuthorisation(order)).toEqual({ kind: "voided" });
    expect(await provider.authorise(order)).toEqual({
      kind: "refused",
      reason: "payment.reference_voided",
    });
  });

  test("what was taken is not voided but told", async () => {
    const { order, chargeId } = await captured();
    const told = await provider.voidAuthorisation(order);
    expect(told).toMatchObject({
      kind: "captured",
      charge: { id: chargeId, status: "captured", captured: order.total },
    });
  });

  test("refunds go back each under its own key: once each, and together never more than was taken", async () => {
    const { order, chargeId } = await captured();
    const [first, second] = [refundOf(order, chargeId, 1_000), refundOf(order, chargeId, 488)];
    expect(await provider.findRefund(order, first)).toEqual({ kind: "nothing" });
    for (const refund of [first, first, second])
      expect(await provider.refund(order, refund)).toEqual({ kind: "refunded" });
    expect(await chargeOf(order)).toMatchObject({
      status: "partially_refunded",
      refunded: { ...order.total, amount: 1_488 },
    });
    expect(await provider.refund(order, refundOf(order, chargeId, 3_001))).toMatchObject({
      kind: "refused",
    });
    expect(await provider.findRefund(order, second)).toEqual({ kind: "found" });
    expect(await provider.refund(order, refundOf(order, chargeId, 3_000))).toEqual({ kind: "refunded" });
    expect((await chargeOf(order)).status).toBe("refunded");
  });

  test("who is not there says neither yes nor no", async () => {
    const { order, chargeId } = await captured();
    await opened.leave();
    const unknown = { kind: "unknown" };
    expect(await provider.authorise(anOrder())).toEqual(unknown);
    expect(await provider.find(order)).toEqual(unknown);
    expect(await provider.capture(order, chargeId)).toEqual(unknown);
    expect(await provider.voidAuthorisation(order)).toEqual(unknown);
    expect(await provider.refund(order, refundOf(order, chargeId, 1))).toEqual(unknown);
    expect(await provider.findRefund(order, refundOf(order, chargeId, 1))).toEqual(unknown);
  });
}
