/**
 * Stock in MongoDB. A level changes only by an update whose filter holds the guard (there must be enough) and only
 * together with its movement, the reservation behind it and the events about it: one transaction, one snapshot.
 */
import { crashPoint } from "@shop/kit/process/crash-point";
import type { IdempotencyKeys } from "@shop/kit/idempotency/key-store";
import type { Unsent } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Worker } from "@shop/kit/work/worker";
import type { ClientSession, Connection } from "mongoose";
import type { LedgerRow, StockStore } from "../stock/deps.ts";
import type { Decision, Expiry, Reservation } from "../stock/reservation.ts";
import { isInStock, type Level, type LevelChange } from "../stock/stock.ts";
import type { ProductRow } from "./product-rows.ts";
import { findReservation, reservationCollection, saveReservation } from "./reservation-rows.ts";
import { movementsOf, stockOf, toLevel, toMovementRow, type MovementRow } from "./stock-rows.ts";
import { createTurns } from "./turns.ts";

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  /** Who ends holds that are not committed in time. */
  readonly worker: Pick<Worker<Reservation, Expiry>, "take" | "start">;
  readonly idempotency: Pick<IdempotencyKeys, "add">;
};

export function createStockStore({
  connection,
  transact,
  outbox,
  worker,
  idempotency,
}: StoreDeps): StockStore {
  const stock = stockOf(connection);
  const movements = movementsOf(connection);
  const products = collectionOf<ProductRow>(connection, "products");

  const takeTurns = createTurns();

  const findLevels = async (
    skus: readonly string[],
    session?: ClientSession,
  ): Promise<Map<string, Level>> => {
    const options = { projection: { outbox: 0 }, ...(session && { session }) };
    const rows = await stock.find({ _id: { $in: [...skus] } }, options).toArray();
    return new Map(rows.map(toLevel).map((level) => [level.sku, level]));
  };

  const saveChanges = async (
    changes: readonly LevelChange[],
    { session, onCommit }: Transaction,
  ): Promise<void> => {
    if (changes.length === 0) return;
    const announcing = changes.map(({ after: { sku, sequence }, events }) =>
      outbox.toUnsent({ aggregateId: sku, sequence, events }),
    );
    const writes = changes.map((change, index) => toUpdate(change, announcing[index] ?? []));
    const { modifiedCount } = await stock.bulkWrite(writes, { session });
    if (modifiedCount !== changes.length) throw new Error("Stock changed inside its own transaction");
    await movements.insertMany(changes.map(toMovementRow), { session });
    // The product is touched only when a SKU sells out or comes back, or a popular one would wait for its own sales.
    const turned = changes.filter(({ before, after }) => isInStock(before) !== isInStock(after));
    if (turned.length > 0) await products.bulkWrite(turned.map(toProductUpdate), { session });
    onCommit(() => {
      for (const [index, { after }] of changes.entries())
        outbox.publish(stock.collectionName, after.sku, announcing[index] ?? []);
    });
  };

  const saveMoved = async (
    before: Reservation | undefined,
    decision: Decision,
    transaction: Transaction,
  ): Promise<void> => {
    const { orderId, sequence, owes } = decision.reservation;
    const { events } = decision;
    const unsent = outbox.toUnsent({ aggregateId: orderId, sequence, events });
    const taken = worker.take(owes, owes);
    const after = { ...decision.reservation, owes: taken.owes };
    await saveChanges(decision.changes, transaction);
    await saveReservation(connection, { before, after, unsent }, transaction.session);
    transaction.onCommit(() => {
      outbox.publish(reservationCollection.name, orderId, unsent);
      worker.start(orderId, after, taken);
    });
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

    changeLevel: async (sku, decide, { keyed } = {}) => {
      const change = () =>
        transact(async (transaction) => {
          const { session } = transaction;
          const level = (await findLevels([sku], session)).get(sku);
          const decided = decide(level);
          if (keyed) await idempotency.add(keyed, sku, session);
          if (!decided) return level;
          await saveChanges([decided], transaction);
          return decided.after;
        });
      return takeTurns([sku], change);
    },

    changeReservation: async ({ orderId, step, skus = [] }, decide) => {
      // Who changes the same levels waits for us here, and not in the database. A new order holds only what it asks for.
      const known = step === "hold" ? undefined : await findReservation(connection, orderId);
      const change = () =>
        transact(async (transaction) => {
          const { session } = transaction;
          const reservation = await findReservation(connection, orderId, session);
          const levels = await findLevels([...skus, ...skusOf(reservation)], session);
          const decision = decide({ orderId, reservation, levels });
          if (!decision) return;
          transaction.onCommit(() => crashPoint(`stock.${step}`));
          await saveMoved(reservation, decision, transaction);
        });
      await takeTurns([orderId, ...skus, ...skusOf(known)], change);
    },
  };
}

const skusOf = (reservation: Reservation | undefined): string[] =>
  reservation?.lines.map(({ sku }) => sku) ?? [];

const toUpdate = ({ before, after }: LevelChange, unsent: readonly Unsent[]) => {
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
        ...(unsent.length > 0 && { $push: { outbox: { $each: [...unsent] } } }),
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
