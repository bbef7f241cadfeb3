/**
 * Stock in the running service, and in a process beside it whose consumers are handed messages: that shows when each is
 * done. What both announce is heard on the bus.
 */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Fact } from "@shop/contracts/language/event";
import { euros } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import { listenTo } from "@shop/testing/bus-ear";
import { expect } from "vitest";
import type { ProductRow } from "../src/products/product-rows.ts";
import type { ReservationRow } from "../src/stock/reservation-rows.ts";
import type { Line } from "../src/stock/step.ts";
import { toUnfiled, type MovementRow, type StockRow } from "../src/stock/stock-rows.ts";
import { aProduct, runCatalog, uniqueWord } from "./running-catalog.ts";
import { openStock } from "./stock-process.ts";

const total = euros(100);

/** What the order service says. */
export const placed = (orderId: string, lines: Line[]): Fact =>
  orderEvents.orderPlaced.of({ orderId, customerId: "ana", lines, total });
export const authorised = (orderId: string): Fact =>
  orderEvents.paymentAuthorised.of({ orderId, amount: total });
export const cancelled = (orderId: string, lines?: Line[]): Fact =>
  orderEvents.orderCancelled.of({ orderId, customerId: "ana", reason: "customer", ...(lines && { lines }) });
export const refunded = (orderId: string, refundId: string, lines: Line[], restock = true): Fact =>
  orderEvents.orderRefunded.of({ orderId, refundId, amount: total, lines, restock });

export async function runStock({ holdMs = 20 * 60_000 } = {}) {
  await using open = new AsyncDisposableStack();
  const catalog = open.use(await runCatalog({ holdMs }));
  const { rows, config, staff } = catalog;
  const { deps, hear } = open.use(await openStock(config));
  const ear = open.use(await listenTo(config.amqpUrl, catalogEvents));
  const reservations = rows<ReservationRow>("reservations");
  const levels = rows<StockRow>("stock");
  const opened = open.move();

  const levelOf = async (sku: string) => {
    const level = await levels.findOne({ _id: sku });
    if (!level) throw new Error(`No level of ${sku}`);
    return level;
  };

  return {
    staff,
    config,
    ear,
    /** What the use cases of the process beside are given. */
    deps,
    /** Done when this resolves. */
    hear,
    /** One process more. */
    replica: () => openStock(config),
    rows,
    levels,
    reservations,
    levelOf,
    reservationOf: (orderId: string) => reservations.findOne({ _id: orderId }),

    /** SKUs of a new product, with as many of each. */
    skusWith: async (...counts: number[]): Promise<string[]> => {
      const skus = counts.map((_, index) => `${String.fromCharCode(65 + index)}-${uniqueWord()}`);
      const variants = skus.map((sku, index) => {
        return { sku, name: sku, options: {}, price: euros(100), stock: counts[index] ?? 0 };
      });
      // A long run outlives a token.
      const client = await catalog.as("staff");
      const { body } = await client.importProducts({ body: JSON.stringify({ ...aProduct(), variants }) });
      expect(body.created).toBe(1);
      return skus;
    },

    /** Events about an order or a SKU that have been heard: as many as it has counted, and no other. */
    announced: async (aggregateId: string) => {
      const row =
        (await reservations.findOne({ _id: aggregateId })) ?? (await levels.findOne({ _id: aggregateId }));
      const count = row?.sequence ?? 0;
      const events = await ear.eventsOf(aggregateId, count);
      expect(events).toHaveLength(count);
      return events;
    },

    /** What must be true of a SKU at every moment nothing moves. */
    expectConsistent: async (sku: string) => {
      const level = await levelOf(sku);
      const { filed, rows: unfiled } = toUnfiled(level);
      const older = await rows<MovementRow>("movements")
        .find({ sku, number: { $lte: filed } })
        .sort({ number: 1 })
        .toArray();
      const ledger = [...older, ...unfiled];
      const holding = await reservations.find({ state: "held", "lines.sku": sku }).toArray();
      const holds = holding.map(({ _id, lines }) => [
        _id,
        lines.find((line) => line.sku === sku)?.quantity ?? 0,
      ]);
      const product = await rows<ProductRow>("products").findOne({ "variants.sku": sku });
      expect(level.available).toBeGreaterThanOrEqual(0);
      expect(level.onHand).toBe(level.available + level.held);
      expect(level.onHand).toBe(sum(ledger.map(({ delta }) => delta)));
      expect(level.held).toBe(sum(ledger.map((row) => row.held)));
      expect(level.holds ?? {}).toEqual(Object.fromEntries(holds));
      expect(level.held).toBe(sum(Object.values(level.holds ?? {})));
      expect(level.owes ?? []).toEqual([]);
      expect(ledger.map(({ number }) => number)).toEqual(ledger.map((_, index) => index + 1));
      expect(level.movements).toBe(ledger.length);
      expect(product?.variants.find((variant) => variant.sku === sku)?.inStock).toBe(level.available > 0);
      expect(product?.inStock).toBe(product?.variants.some(({ inStock }) => inStock));
      return level;
    },

    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningStock = Awaited<ReturnType<typeof runStock>>;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
