import { randomUUID } from "node:crypto";
import { until } from "@shop/testing/until";
import { seeded, shuffled } from "@shop/testing/random";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expireHold } from "../src/stock/move-reservation.ts";
import { authorised, cancelled, placed, runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

const namesOf = async (orderId: string) => (await stock.announced(orderId)).map(({ name }) => name);

test("equal SKUs of one order are held together, all lines or none", async () => {
  const [a = "", b = ""] = await stock.skusWith(3, 1);
  const twice = [a, b, a].map((sku) => ({ sku, quantity: 1 }));
  await stock.hear(placed("both", twice));
  expect(await stock.reservationOf("both")).toMatchObject({
    state: "held",
    lines: [
      { sku: a, quantity: 2 },
      { sku: b, quantity: 1 },
    ],
  });
  await stock.hear(
    placed(
      "late",
      [a, b].map((sku) => ({ sku, quantity: 1 })),
    ),
  );
  expect(await stock.announced("late")).toMatchObject([
    { name: "catalog.stock_rejected", data: { orderId: "late", skus: [b] } },
  ]);
  expect(await stock.expectConsistent(a)).toMatchObject({ available: 1, held: 2 });
});

test("each message has one effect, however often and however closely it is delivered", async () => {
  const [sku = ""] = await stock.skusWith(10);
  const orderId = randomUUID();
  for (const event of [placed(orderId, [{ sku, quantity: 3 }]), authorised(orderId), cancelled(orderId)]) {
    const eventId = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => stock.hear(event, eventId)));
    await stock.hear(event, eventId);
    await stock.hear(event);
    await stock.expectConsistent(sku);
  }
  expect(await namesOf(orderId)).toEqual([
    "catalog.stock_reserved",
    "catalog.stock_committed",
    "catalog.stock_released",
  ]);
  const nothing = { holds: {}, returned: {} };
  expect(await stock.levelOf(sku)).toMatchObject({ onHand: 10, available: 10, movements: 4, ...nothing });
});

type Kind = "placed" | "authorised" | "cancelled";
const kinds: readonly Kind[] = ["placed", "authorised", "cancelled"];

/** Every order in which some of the messages can arrive, one of them twice with an id of its own. */
const sequences: Kind[][] = (() => {
  const arrangements = (rest: readonly Kind[]): Kind[][] => [
    [],
    ...rest.flatMap((kind, index) => arrangements(rest.toSpliced(index, 1)).map((tail) => [kind, ...tail])),
  ];
  const all = kinds.flatMap((twice) => arrangements([...kinds, twice]));
  return [...new Map(all.map((sequence) => [sequence.join(), sequence])).values()].filter(
    ({ length }) => length > 0,
  );
})();

/** Once cancelled, nothing of an order is left; it is sold when it was held before it was paid. */
function stateAfter(sequence: readonly Kind[]): string {
  if (sequence.includes("cancelled")) return "released";
  if (sequence[0] !== "placed") return "released";
  return sequence.includes("authorised") ? "committed" : "held";
}

test(`messages in any order, some missing, some twice (${sequences.length} ways), leave stock consistent`, async () => {
  const [sku = ""] = await stock.skusWith(1_000);
  for (const sequence of sequences) {
    const orderId = randomUUID();
    const before = await stock.levelOf(sku);
    const messages = {
      placed: placed(orderId, [{ sku, quantity: 1 }]),
      authorised: authorised(orderId),
      cancelled: cancelled(orderId),
    };
    for (const kind of sequence) await stock.hear(messages[kind]);
    const { onHand, held } = await stock.levelOf(sku);
    const state = (await stock.reservationOf(orderId))?.state;
    const expected = stateAfter(sequence);
    expect({ sequence, state, onHand, held }).toEqual({
      sequence,
      state: expected,
      onHand: before.onHand - (expected === "committed" ? 1 : 0),
      held: before.held + (expected === "held" ? 1 : 0),
    });
    await stock.announced(orderId);
  }
  await stock.expectConsistent(sku);
});

test("messages of one order at the same moment leave stock consistent", async () => {
  const [sku = ""] = await stock.skusWith(100);
  for (let round = 0; round < 20; round += 1) {
    const orderId = randomUUID();
    const messages = [cancelled(orderId), placed(orderId, [{ sku, quantity: 2 }]), authorised(orderId)];
    await Promise.all(messages.map((event) => stock.hear(event)));
    expect((await stock.reservationOf(orderId))?.state).toBe("released");
    await stock.announced(orderId);
  }
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 100, available: 100, held: 0 });
});

test("a hold that expires several times at once, and again, is released once", async () => {
  const [sku = ""] = await stock.skusWith(10);
  const orderId = randomUUID();
  await stock.hear(placed(orderId, [{ sku, quantity: 3 }]));
  await Promise.all(Array.from({ length: 5 }, () => expireHold(stock.deps, orderId)));
  await expireHold(stock.deps, orderId);
  await stock.hear(placed(orderId, [{ sku, quantity: 3 }]));
  expect(await namesOf(orderId)).toEqual(["catalog.stock_reserved", "catalog.stock_released"]);
  expect(await stock.expectConsistent(sku)).toMatchObject({ available: 10, held: 0, movements: 3 });
});

test("what expires when it is sold, released or unknown stays as it is, and nothing is announced", async () => {
  const [sku = ""] = await stock.skusWith(10);
  const [sold, released, unknown] = [randomUUID(), randomUUID(), randomUUID()];
  for (const orderId of [sold, released]) await stock.hear(placed(orderId, [{ sku, quantity: 1 }]));
  await stock.hear(authorised(sold));
  await stock.hear(cancelled(released));
  for (const orderId of [sold, released, unknown]) await expireHold(stock.deps, orderId);
  expect(await stock.reservationOf(sold)).toMatchObject({ state: "committed", owes: [], sequence: 2 });
  expect(await stock.reservationOf(released)).toMatchObject({ state: "released", owes: [], sequence: 2 });
  expect(await stock.reservationOf(unknown)).toBeNull();
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 9, available: 9, held: 0 });
});

const seed = Math.floor(Math.random() * 1e9);

test(`over the broker, each message three times and shuffled (seed ${seed}), an order that was cancelled keeps nothing`, async () => {
  const [sku = ""] = await stock.skusWith(1_000);
  const orders = Array.from({ length: 20 }, () => randomUUID());
  const messages = orders.flatMap((orderId) =>
    [placed(orderId, [{ sku, quantity: 1 }]), authorised(orderId), cancelled(orderId)].flatMap((event) => {
      const id = randomUUID();
      return [event, event, event].map((each) => ({ event: each, id }));
    }),
  );
  const inAnyOrder = shuffled(messages, messages.length, seeded(seed));
  await Promise.all(inAnyOrder.map(({ event, id }) => stock.ear.say(event, { id })));
  // Handled after all of these: of an order that nobody has heard of, a payment is refused.
  const last = Array.from({ length: 20 }, () => randomUUID());
  await Promise.all(last.map((orderId) => stock.ear.say(authorised(orderId))));
  await Promise.all(last.map((orderId) => stock.ear.eventsOf(orderId, 1)));
  await until(async () => {
    const ended = { _id: { $in: orders }, state: "released" } as const;
    return (await stock.reservations.countDocuments(ended)) === orders.length;
  }, "every order is cancelled");
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 1_000, available: 1_000, held: 0 });
  for (const orderId of orders) await stock.announced(orderId);
});
