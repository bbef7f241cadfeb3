/** Orders whose calls to the payment provider meet every trouble there is on the wire. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";
import { lostAnswers, lostRequests, type Trouble } from "./troubled-wire.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ paymentTimeoutMs: 500 });
});
afterAll(() => shop[Symbol.asyncDispose]());

const troubles: Readonly<Record<string, Trouble>> = { ...lostRequests, ...lostAnswers };

/** What became of one order for each trouble, all at once. */
const ofEach = <End>(meet: (trouble: Trouble) => Promise<End>): Promise<(readonly [string, End])[]> =>
  Promise.all(Object.entries(troubles).map(async ([name, trouble]) => [name, await meet(trouble)] as const));

const same = <End>(end: End) => Object.keys(troubles).map((name) => [name, end]);

test("whatever the first two calls of each kind meet, an order is confirmed, and paid once", async () => {
  const ends = await ofEach(async (trouble) => {
    const alice = await shop.as();
    const { id, total } = (await alice.placeOrder({ body: anOrder(), headers: newKey() })).body;
    shop.wire.meets(id, "authorise", trouble, 2);
    shop.wire.meets(id, "capture", trouble, 2);
    await shop.confirmed(id);
    const { status, payment } = (await alice.getOrder({ params: { id } })).body;
    expect(payment).toMatchObject({ status: "captured", captured: total });
    const charges = shop.provider.chargesOf(id).map((charge) => ({ ...charge.captured, is: charge.status }));
    return { status, charges, announced: await shop.announced(id) };
  });
  expect(ends).toEqual(
    same({
      status: "confirmed",
      charges: [{ amount: 2489, currency: "EUR", is: "captured" }],
      announced: ["order.placed", "order.payment_authorised", "order.confirmed"],
    }),
  );
});

test("whatever the calls that give money back meet, it is back, and once", async () => {
  const ends = await ofEach(async (trouble) => {
    const alice = await shop.as();
    const { id, total } = (await alice.placeOrder({ body: anOrder(), headers: newKey() })).body;
    await shop.confirmed(id);
    for (const call of ["void", "refund"] as const) shop.wire.meets(id, call, trouble, 1);
    await alice.cancelOrder({ params: { id } });
    await shop.untilTold(id, "payment.refunded");
    expect((await alice.getOrder({ params: { id } })).body.payment).toMatchObject({
      status: "refunded",
      refunded: total,
    });
    const charges = shop.provider.chargesOf(id).map((charge) => ({ ...charge.refunded, is: charge.status }));
    const refunds = (await shop.announced(id)).filter((event) => event === "order.refunded");
    return { charges, refunds };
  });
  expect(ends).toEqual(
    same({
      charges: [{ amount: 2489, currency: "EUR", is: "refunded" }],
      refunds: ["order.refunded"],
    }),
  );
});
