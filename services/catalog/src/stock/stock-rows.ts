/** Levels and their ledger as they lie in MongoDB. */
import type { MovementType } from "@shop/contracts/catalog/stock";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Connection, mongo } from "mongoose";
import type { LedgerRow, Level, LevelChange } from "./stock.ts";

/** A field that is added from now on is optional here, and `toLevel` gives it its value. */
export type StockRow = {
  readonly _id: string;
  readonly productId: string | null;
  readonly onHand: number;
  readonly available: number;
  readonly held: number;
  readonly version: number;
  readonly sequence: number;
  readonly movements: number;
  readonly outbox?: readonly Unsent[];
};

export type MovementRow = {
  readonly sku: string;
  readonly number: number;
  readonly at: Date;
  readonly type: MovementType;
  readonly delta: number;
  readonly held: number;
  readonly orderId: string | null;
  readonly reason: string | null;
};

const count = { bsonType: ["int", "long", "double"], minimum: 0 };

export const stockCollection: Collection = {
  name: "stock",
  indexes: [outboxIndex],
  // The last line of defence: whatever the code does, the database sells nothing twice.
  validator: {
    $jsonSchema: {
      required: ["onHand", "available", "held"],
      properties: { onHand: count, available: count, held: count },
    },
    $expr: { $eq: ["$onHand", { $add: ["$available", "$held"] }] },
  },
};

export const movementCollection: Collection = {
  name: "movements",
  indexes: [{ key: { sku: 1, number: 1 }, unique: true, name: "sku_number" }],
};

export const stockOf = (connection: Connection): mongo.Collection<StockRow> =>
  collectionOf<StockRow>(connection, stockCollection.name);

export const movementsOf = (connection: Connection): mongo.Collection<MovementRow> =>
  collectionOf<MovementRow>(connection, movementCollection.name);

export const toLevel = ({ _id, outbox: _outbox, ...rest }: StockRow): Level => ({ sku: _id, ...rest });

export const toStockRow = ({ sku, ...rest }: Level): StockRow => ({ _id: sku, ...rest });

export const toMovementRow = ({ after, movement }: Pick<LevelChange, "after" | "movement">): MovementRow => ({
  sku: after.sku,
  number: after.movements,
  at: new Date(),
  ...movement,
});

/** A change of a level: its guard is that there is as much as it takes. */
export const toLevelUpdate = ({ before, after }: LevelChange, unsent: readonly Unsent[]) => {
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

export const toLedgerRow = ({ number, at, type, delta, held, orderId, reason }: MovementRow): LedgerRow => ({
  number,
  at: at.toISOString(),
  type,
  delta,
  held,
  orderId,
  reason,
});
