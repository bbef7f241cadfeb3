/** Levels and their ledger as they lie in MongoDB. */
import type { MovementType } from "@shop/contracts/catalog/stock";
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { Connection, mongo } from "mongoose";
import type { LedgerRow, Level, Movement, Tell } from "./stock.ts";

/** A field that is added from now on is optional here, and `toLevel` gives it its value. */
export type StockRow = {
  readonly _id: string;
  readonly productId: string | null;
  readonly onHand: number;
  readonly available: number;
  readonly held: number;
  readonly version: number;
  readonly sequence: number;
  /** Written so far; the last of them are those in `unfiled`. */
  readonly movements: number;
  /** What each order holds. A step that finds its order here, or not here, was not done yet. */
  readonly holds?: Readonly<Record<string, number>>;
  /** Orders whose sale came back, and refunds whose units did, until their reservation says so too. */
  readonly returned?: Readonly<Record<string, true>>;
  /** The end of the ledger, oldest first: moved to its collection when there are many. */
  readonly unfiled?: readonly UnfiledRow[];
  readonly owes?: readonly Tell[];
  /** Counts leases of what is owed; a level's own changes need no counter. */
  readonly revision?: number;
  readonly outbox?: readonly Unsent[];
};

export type UnfiledRow = {
  readonly at: Date;
  readonly type: MovementType;
  readonly delta: number;
  readonly held: number;
  readonly orderId: string | null;
  readonly reason: string | null;
};

export type MovementRow = UnfiledRow & { readonly sku: string; readonly number: number };

const count = { bsonType: ["int", "long", "double"], minimum: 0 };

export const stockCollection: Collection = {
  name: "stock",
  indexes: [outboxIndex, owesIndex],
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

/** A level that owes: the first lease counts its `revision` from nothing. */
export type TurnedRow = StockRow & { readonly revision: number };
export const turnedOf = (connection: Connection): mongo.Collection<TurnedRow> =>
  collectionOf<TurnedRow>(connection, stockCollection.name);

export const movementsOf = (connection: Connection): mongo.Collection<MovementRow> =>
  collectionOf<MovementRow>(connection, movementCollection.name);

/** Without what grows: holds and movements. */
export const levelFields = {
  productId: 1,
  onHand: 1,
  available: 1,
  held: 1,
  version: 1,
  sequence: 1,
  movements: 1,
} as const;

export const toLevel = (row: StockRow): Level => {
  const { _id, productId, onHand, available, held, version, sequence, movements } = row;
  return { sku: _id, productId, onHand, available, held, version, sequence, movements };
};

/** Of a new level, with all of its movements. */
export const toStockRow = ({ sku, ...rest }: Level, movements: readonly Movement[]): StockRow => ({
  _id: sku,
  ...rest,
  ...(movements.length > 0 && { unfiled: movements.map((each) => ({ at: new Date(), ...each })) }),
});

/** The end of the ledger with its numbers, and the number of the last row before it. */
export function toUnfiled({
  _id: sku,
  movements,
  unfiled = [],
}: Pick<StockRow, "_id" | "movements" | "unfiled">) {
  const filed = movements - unfiled.length;
  return {
    filed,
    rows: unfiled.map((row, index): MovementRow => ({ sku, number: filed + index + 1, ...row })),
  };
}

export const toLedgerRow = ({ number, at, type, delta, held, orderId, reason }: MovementRow): LedgerRow => ({
  number,
  at: at.toISOString(),
  type,
  delta,
  held,
  orderId,
  reason,
});
