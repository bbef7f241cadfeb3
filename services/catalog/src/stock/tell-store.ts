/**
 * Tells of a level that has turned: its product is written first, then the world hears of it. Both say how the level is
 * by then, in one transaction with the level: whoever changes it meanwhile is told of afterwards, so a sell-out and a
 * restock that race cannot end the wrong way round. Once for each turn, which is seldom.
 */
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { ClientSession, Connection } from "mongoose";
import { levelFields, stockCollection, stockOf, toLevel } from "./stock-rows.ts";
import { isInStock, isLow, type Availability, type Level } from "./stock.ts";

export type TellStore = {
  /** Does nothing when it was told. */
  tell(sku: string): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly outbox: Outbox;
  /** The products' store, by what is needed of it: products know stock, and so stock cannot know products. */
  readonly products: {
    setInStock(skus: readonly Availability[], transaction: Transaction): Promise<void>;
  };
  /** So many are few. */
  readonly lowStock: number;
};

export function createTellStore({ connection, transact, outbox, products, lowStock }: StoreDeps): TellStore {
  const stock = stockOf(connection);
  /** SKUs of one product turn one after another in this process: their transactions would only start each other again. */
  const takeTurns = createDocumentTurns();

  const findOwed = (sku: string) =>
    stock.findOne({ _id: sku, "owes.kind": "tell" }, { projection: { productId: 1 } });

  /** Written before it is read: from here on the level waits for this transaction, and is not read again in vain. */
  const take = async (sku: string, session: ClientSession): Promise<Level | undefined> => {
    const row = await stock.findOneAndUpdate(
      { _id: sku, "owes.kind": "tell" },
      { $unset: { owes: "" }, $inc: { revision: 1 } },
      { session, returnDocument: "after", projection: levelFields },
    );
    return row ? toLevel(row) : undefined;
  };

  const tellNow = (sku: string): Promise<void> =>
    transact(async (transaction) => {
      const { session, onCommit } = transaction;
      const level = await take(sku, session);
      if (!level || level.productId === null) return;
      const { productId, available } = level;
      const inStock = isInStock(level);
      await products.setInStock([{ sku, productId, inStock }], transaction);
      const low = isLow(level, lowStock);
      const events = [catalogEvents.stockLevelChanged.of({ sku, productId, available, inStock, low })];
      const unsent = outbox.toUnsent({ aggregateId: sku, sequence: level.sequence + 1, events });
      const announced = { $inc: { sequence: 1 }, $push: { outbox: { $each: [...unsent] } } };
      await stock.updateOne({ _id: sku }, announced, { session });
      onCommit(() => outbox.publish(stockCollection.name, sku, unsent));
    });

  return {
    tell: async (sku) => {
      const owing = await findOwed(sku);
      if (!owing) return;
      await takeTurns([owing.productId ?? sku], async () => {
        // Whoever was before may have told of this turn, too.
        if (await findOwed(sku)) await tellNow(sku);
      });
    },
  };
}
