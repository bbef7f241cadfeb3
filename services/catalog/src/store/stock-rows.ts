/** Levels and their ledger as they lie in MongoDB. */
import type { MovementType } from "@shop/contracts/catalog/stock";
import type { Unsent } from "@shop/kit/messaging/announcing";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection, mongo } from "mongoose";
import type { Level, LevelChange } from "../stock/stock.ts";

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

export const stockOf = (connection: Connection): mongo.Collection<StockRow> =>
  collectionOf<StockRow>(connection, "stock");

export const movementsOf = (connection: Connection): mongo.Collection<MovementRow> =>
  collectionOf<MovementRow>(connection, "movements");

export const toLevel = ({ _id, outbox: _outbox, ...rest }: StockRow): Level => ({ sku: _id, ...rest });

export const toStockRow = ({ sku, ...rest }: Level): StockRow => ({ _id: sku, ...rest });

export const toMovementRow = ({ after, movement }: Pick<LevelChange, "after" | "movement">): MovementRow => ({
  sku: after.sku,
  number: after.movements,
  at: new Date(),
  ...movement,
});
