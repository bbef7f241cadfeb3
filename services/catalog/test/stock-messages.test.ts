import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runStock, type RunningStock } from "./running-stock.ts";

let stock: RunningStock;
beforeAll(async () => {
  stock = await runStock();
});
afterAll(() => stock[Symbol.asyncDispose]());

const namesOf = async (orderId: string) => (await stock.announced(orderId)).map(({ name }) => name);

test("equal SKUs of one order are held together, all lines or none", async () => {
  const [a = "", b = ""] = await stock.skusWith(3, 1);
  const twice = [a, b, a].map((sku) => ({ sku, quantity: 1 }));
  await stock.hear(stock.placed("both", twice));
  expect(await stock.reservationOf("both")).toMatchObject({
    state: "held",
    lines: [
      { sku: a, quantity: 2 },
      { sku: b, quantity: 1 },
    ],
  });
  await stock.hear(
    stock.placed(
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
  for (const fact of [
    stock.placed(orderId, [{ sku, quantity: 3 }]),
    stock.authorised(orderId),
    stock.cancelled(orderId),
  ]) {
    const eventId = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => stock.hear(fact, eventId)));
    expect(await stock.hear(fact, eventId)).toBe("duplicate");
    await stock.expectConsistent(sku);
  }
  expect(await namesOf(orderId)).toEqual([
    "catalog.stock_reserved",
    "catalog.stock_committed",
    "catalog.stock_released",
  ]);
  expect(await stock.levelOf(sku)).toMatchObject({ onHand: 10, available: 10, held: 0, movements: 4 });
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
    const facts = {
      placed: stock.placed(orderId, [{ sku, quantity: 1 }]),
      authorised: stock.authorised(orderId),
      cancelled: stock.cancelled(orderId),
    };
    for (const kind of sequence) await stock.hear(facts[kind]);
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
    const facts = [
      stock.cancelled(orderId),
      stock.placed(orderId, [{ sku, quantity: 2 }]),
      stock.authorised(orderId),
    ];
    await Promise.all(facts.map((fact) => stock.hear(fact)));
    expect((await stock.reservationOf(orderId))?.state).toBe("released");
    await stock.announced(orderId);
  }
  expect(await stock.expectConsistent(sku)).toMatchObject({ onHand: 100, available: 100, held: 0 });
});
