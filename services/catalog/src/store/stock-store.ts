/**
 * Stock in MongoDB. A level changes only by an update whose filter holds the guard (there must be enough) and only
 * together with its movement, the reservation behind it and the events about it: one transaction, one snapshot.
 */
import type { IdempotencyKeys } from "@shop/kit/http/idempotency";
import { collectionOf } from "@shop/kit/mongo";
import type { Announcement, Transact } from "@shop/kit/transactions";
import type { ClientSession, Connection } from "mongoose";
import type { LedgerRow, StockStore } from "../stock/deps.ts";
import type { Reservation } from "../stock/reservation.ts";
import { isInStock, type Level, type LevelChange } from "../stock/stock.ts";
import { toAnnouncements } from "./announcements.ts";
import type { ProductRow } from "./product-rows.ts";
import { findReservation, saveReservation } from "./reservation-rows.ts";
import { movementsOf, stockOf, toLevel, toMovementRow, type MovementRow } from "./stock-rows.ts";
import { createTurns } from "./turns.ts";

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly idempotency: Pick<IdempotencyKeys, "add">;
};

export function createStockStore({ connection, transact, idempotency }: StoreDeps): StockStore {
  const stock = stockOf(connection);
  const movements = movementsOf(connection);
  const products = collectionOf<ProductRow>(connection, "products");

  const takeTurns = createTurns();

  const findLevels = async (
    skus: readonly string[],
    session?: ClientSession,
  ): Promise<Map<string, Level>> => {
    const rows = await stock.find({ _id: { $in: [...skus] } }, { ...(session && { session }) }).toArray();
    return new Map(rows.map(toLevel).map((level) => [level.sku, level]));
  };

  const saveChanges = async (
    changes: readonly LevelChange[],
    session: ClientSession,
  ): Promise<Announcement[]> => {
    if (changes.length === 0) return [];
    const { modifiedCount } = await stock.bulkWrite(changes.map(toUpdate), { session });
    if (modifiedCount !== changes.length) throw new Error("Stock changed inside its own transaction");
    await movements.insertMany(changes.map(toMovementRow), { session });
    // The product is touched only when a SKU sells out or comes back, or a popular one would wait for its own sales.
    const turned = changes.filter(({ before, after }) => isInStock(before) !== isInStock(after));
    if (turned.length > 0) await products.bulkWrite(turned.map(toProductUpdate), { session });
    return changes.flatMap(({ after, events }) => toAnnouncements(after.sku, after.sequence, events));
  };

  return {
    find: async (sku) => (await findLevels([sku])).get(sku),

    availableOf: async (skus) => {
      const levels = await findLevels(skus);
      return new Map([...levels].map(([sku, { available }]) => [sku, available]));
    },

    movementsOf: async (sku, { limit, after }) => {
      const filter = { sku, ...(after && { number: { $lt: after.key } }) };
      const rows = await movements.find(filter, { sort: { number: -1 }, limit }).toArray();
      return rows.map(toLedgerRow);
    },

    changeLevel: async (sku, decide, { claim } = {}) => {
      let level: Level | undefined;
      const change = () =>
        transact(async (session) => {
          level = (await findLevels([sku], session)).get(sku);
          const decided = decide(level);
          if (claim) await idempotency.add(claim, sku, session);
          if (!decided) return [];
          level = decided.after;
          return saveChanges([decided], session);
        });
      await takeTurns([sku], change);
      return level;
    },

    changeReservation: async ({ orderId, step, skus = [], cause }, decide) => {
      const touched = [...skus, ...skusOf(await findReservation(connection, orderId))];
      const change = () =>
        transact(
          async (session) => {
            const reservation = await findReservation(connection, orderId, session);
            const levels = await findLevels([...skus, ...skusOf(reservation)], session);
            const decision = decide({ orderId, reservation, levels });
            if (!decision) return [];
            const announcements = await saveChanges(decision.changes, session);
            await saveReservation(connection, { before: reservation, after: decision.reservation }, session);
            const { sequence } = decision.reservation;
            return [...announcements, ...toAnnouncements(orderId, sequence, decision.events)];
          },
          { name: `stock.${step}`, cause },
        );
      return takeTurns([orderId, ...touched], change);
    },
  };
}

const skusOf = (reservation: Reservation | undefined): string[] =>
  reservation?.lines.map(({ sku }) => sku) ?? [];

const toUpdate = ({ before, after }: LevelChange) => {
  const { onHand, available, held, version, sequence, movements } = after;
  return {
    updateOne: {
      filter: { _id: before.sku, available: { $gte: Math.max(0, before.available - available) } },
      update: {
        $inc: {
          onHand: onHand - before.onHand,
          available: available - before.available,
          held: held - before.held,
          version: version - before.version,
          sequence: sequence - before.sequence,
          movements: movements - before.movements,
        },
      },
    },
  };
};

const toProductUpdate = ({ after: { sku, productId, ...after } }: LevelChange) => {
  const isIt = { $eq: ["$$each.sku", sku] };
  const turned = { $mergeObjects: ["$$each", { inStock: isInStock(after) }] };
  return {
    updateOne: {
      filter: { _id: productId ?? "", "variants.sku": sku },
      update: [
        {
          $set: {
            variants: { $map: { input: "$variants", as: "each", in: { $cond: [isIt, turned, "$$each"] } } },
          },
        },
        { $set: { inStock: { $anyElementTrue: "$variants.inStock" } } },
      ],
    },
  };
};

const toLedgerRow = ({ number, at, type, delta, held, orderId, reason }: MovementRow): LedgerRow => ({
  number,
  at: at.toISOString(),
  type,
  delta,
  held,
  orderId,
  reason,
});
