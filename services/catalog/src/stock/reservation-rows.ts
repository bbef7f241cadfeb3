/** What orders hold, as it lies in MongoDB. */
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Step as LayoutStep } from "@shop/kit/mongo/layout";
import { owesIndex } from "@shop/kit/work/owed";
import type { Connection, mongo } from "mongoose";
import type { HoldTask, Reservation } from "./reservation.ts";
import type { Line, Underway } from "./step.ts";
import { stockCollection, type StockRow } from "./stock-rows.ts";

/** A field that is added from now on is optional here, and `toReservation` gives it its value. */
export type ReservationRow = {
  readonly _id: string;
  readonly lines: readonly Line[];
  readonly state: Reservation["state"];
  readonly underway?: Underway | null;
  readonly restocked?: readonly string[];
  readonly owes: readonly HoldTask[];
  readonly sequence: number;
  readonly revision: number;
  readonly outbox: readonly Unsent[];
};

export const reservationCollection: Collection = { name: "reservations", indexes: [owesIndex, outboxIndex] };

export const reservationsOf = (connection: Connection): mongo.Collection<ReservationRow> =>
  collectionOf<ReservationRow>(connection, reservationCollection.name);

export const toReservation = ({
  _id,
  outbox: _outbox,
  underway = null,
  restocked = [],
  ...rest
}: ReservationRow): Reservation => ({ orderId: _id, underway, restocked, ...rest });

/** Holds of before, which were in their reservations alone, are written into their levels. Repeatable. */
export const holdsInLevels: LayoutStep = {
  name: "holds are in their levels",
  run: async (db) => {
    const stock = db.collection<StockRow>(stockCollection.name);
    const held = db
      .collection<ReservationRow>(reservationCollection.name)
      .find({ "owes.kind": "expire", state: "held" }, { projection: { lines: 1 } });
    for await (const { _id, lines } of held) {
      const hold = `holds.${_id}`;
      const writes = lines.map(({ sku, quantity }) => ({
        updateOne: {
          filter: { _id: sku, [hold]: { $exists: false } },
          update: { $set: { [hold]: quantity } as mongo.MatchKeysAndValues<StockRow> },
        },
      }));
      if (writes.length > 0) await stock.bulkWrite(writes);
    }
  },
};
