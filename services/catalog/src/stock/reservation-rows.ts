/** What orders hold, as it lies in MongoDB. */
import { outboxIndex, type Unsent } from "@shop/kit/messaging/announcing";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { owesIndex } from "@shop/kit/work/owed";
import type { ClientSession, Connection, mongo } from "mongoose";
import type { Expiry, Line, Reservation } from "./reservation.ts";

/** A field that is added from now on is optional here, and `toReservation` gives it its value. */
export type ReservationRow = {
  readonly _id: string;
  readonly lines: readonly Line[];
  readonly state: Reservation["state"];
  readonly owes: readonly Expiry[];
  readonly sequence: number;
  readonly revision: number;
  readonly outbox: readonly Unsent[];
};

export const reservationCollection: Collection = { name: "reservations", indexes: [owesIndex, outboxIndex] };

export const reservationsOf = (connection: Connection): mongo.Collection<ReservationRow> =>
  collectionOf<ReservationRow>(connection, reservationCollection.name);

export async function findReservation(
  connection: Connection,
  orderId: string,
  session?: ClientSession,
): Promise<Reservation | undefined> {
  const options = { projection: { outbox: 0 }, ...(session && { session }) };
  const row = await reservationsOf(connection).findOne({ _id: orderId }, options);
  return row ? toReservation(row) : undefined;
}

/** From one state to the next, or nothing: the revision it leaves is part of the filter. */
export async function saveReservation(
  connection: Connection,
  change: {
    readonly before: Reservation | undefined;
    readonly after: Reservation;
    readonly unsent: readonly Unsent[];
  },
  session: ClientSession,
): Promise<void> {
  const { before, after, unsent } = change;
  const reservations = reservationsOf(connection);
  const { orderId: _id, ...row } = after;
  if (!before) {
    await reservations.insertOne({ _id, ...row, outbox: unsent }, { session });
    return;
  }
  const { modifiedCount } = await reservations.updateOne(
    { _id, revision: before.revision },
    { $set: row, $push: { outbox: { $each: [...unsent] } } },
    { session },
  );
  if (modifiedCount !== 1) throw new Error("A reservation changed inside its own transaction");
}

export const toReservation = ({ _id, outbox: _outbox, ...rest }: ReservationRow): Reservation => ({
  orderId: _id,
  ...rest,
});
