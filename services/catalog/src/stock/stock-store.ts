/**
 * Stock in MongoDB. A level changes only by an update whose filter holds the guard (there must be enough) and only
 * together with its movement, the reservation behind it and the events about it: one transaction, one snapshot.
 */
import { crashPoint } from "@shop/kit/process/crash-point";
import type { IdempotencyKeys } from "@shop/kit/idempotency/key-store";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { Worker } from "@shop/kit/work/worker";
import type { ClientSession, Connection } from "mongoose";
import type { PageRequest } from "../paging/page.ts";
import { findReservation, reservationCollection, saveReservation } from "./reservation-rows.ts";
import type { Decision, Expiry, Reservation, Situation, Step } from "./reservation.ts";
import {
  movementsOf,
  stockCollection,
  stockOf,
  toLedgerRow,
  toLevel,
  toLevelUpdate,
  toMovementRow,
} from "./stock-rows.ts";
import { isInStock, type Availability, type LedgerRow, type Level, type LevelChange } from "./stock.ts";

export type StockStore = {
  find(sku: string): Promise<Level | undefined>;
  /** Units that can be bought now; an unknown SKU is absent. */
  availableOf(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Newest first. */
  movementsOf(sku: string, page: PageRequest): Promise<LedgerRow[]>;
  /**
   * Reads the level, decides, and saves the change with its movement and events, in one transaction.
   * `decide` may run several times; what it throws ends the transaction. Answers the level as it is then.
   */
  changeLevel(
    sku: string,
    decide: (level: Level | undefined) => LevelChange | undefined,
    options?: { readonly keyed?: KeyedRequest | undefined },
  ): Promise<Level | undefined>;
  /** The same for an order's reservation and the levels of its SKUs and of `skus`: all or nothing. */
  changeReservation(
    request: {
      readonly orderId: string;
      /** What is done: the name of the moment after it. */
      readonly step: Step;
      readonly skus?: readonly string[];
    },
    decide: (situation: Situation) => Decision | undefined,
  ): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  /** Who ends holds that are not committed in time. */
  readonly worker: Pick<Worker<Reservation, Expiry>, "take" | "start">;
  readonly idempotency: Pick<IdempotencyKeys, "add">;
  /** The products' store, by what is needed of it: products know stock, and so stock cannot know products. */
  readonly products: {
    setInStock(skus: readonly Availability[], transaction: Transaction): Promise<void>;
  };
};

export function createStockStore(deps: StoreDeps): StockStore {
  const { connection, transact, outbox, worker, idempotency, products } = deps;
  const stock = stockOf(connection);
  const movements = movementsOf(connection);

  const takeTurns = createDocumentTurns();

  const findLevels = async (
    skus: readonly string[],
    session?: ClientSession,
  ): Promise<Map<string, Level>> => {
    const options = { projection: { outbox: 0 }, ...(session && { session }) };
    const rows = await stock.find({ _id: { $in: [...skus] } }, options).toArray();
    return new Map(rows.map(toLevel).map((level) => [level.sku, level]));
  };

  const saveChanges = async (changes: readonly LevelChange[], transaction: Transaction): Promise<void> => {
    const { session, onCommit } = transaction;
    if (changes.length === 0) return;
    const announcing = changes.map(({ after: { sku, sequence }, events }) =>
      outbox.toUnsent({ aggregateId: sku, sequence, events }),
    );
    const writes = changes.map((change, index) => toLevelUpdate(change, announcing[index] ?? []));
    const { modifiedCount } = await stock.bulkWrite(writes, { session });
    if (modifiedCount !== changes.length) throw new Error("Stock changed inside its own transaction");
    await movements.insertMany(changes.map(toMovementRow), { session });
    // The product is touched only when a SKU sells out or comes back, or a popular one would wait for its own sales.
    await products.setInStock(changes.flatMap(toTurned), transaction);
    onCommit(() => {
      for (const [index, { after }] of changes.entries())
        outbox.publish(stockCollection.name, after.sku, announcing[index] ?? []);
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

/** Empty unless it sold out or came back, and some product sells it. */
const toTurned = ({ before, after }: LevelChange): Availability[] => {
  const { sku, productId } = after;
  const inStock = isInStock(after);
  return productId === null || isInStock(before) === inStock ? [] : [{ sku, productId, inStock }];
};
