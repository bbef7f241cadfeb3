/** What orders hold, as it lies in MongoDB. */
import { collectionOf } from "@shop/kit/mongo";
import type { ClientSession, Connection, mongo } from "mongoose";
import type { Line, Reservation } from "../stock/reservation.ts";

/** A field that is added from now on is optional here, and `toReservation` gives it its value. */
export type ReservationRow = {
  readonly _id: string;
  readonly lines: readonly Line[];
  readonly state: Reservation["state"];
  readonly expiresAt: Date | null;
  readonly sequence: number;
  /** When the sweeper is to look at it; there while it is held. */
  readonly dueAt?: Date;
};

export const reservationsOf = (connection: Connection): mongo.Collection<ReservationRow> =>
  collectionOf<ReservationRow>(connection, "reservations");

export async function findReservation(
  connection: Connection,
  orderId: string,
  session?: ClientSession,
): Promise<Reservation | undefined> {
  const row = await reservationsOf(connection).findOne({ _id: orderId }, { ...(session && { session }) });
  return row ? toReservation(row) : undefined;
}

/** From one state to the next, or nothing: the state it leaves is part of the filter. */
export async function saveReservation(
  connection: Connection,
  { before, after }: { readonly before: Reservation | undefined; readonly after: Reservation },
  session: ClientSession,
): Promise<void> {
  const reservations = reservationsOf(connection);
  const { _id, ...row } = toRow(after);
  if (!before) {
    await reservations.insertOne({ _id, ...row }, { session });
    return;
  }
  const { state, sequence } = before;
  const { modifiedCount } = await reservations.replaceOne({ _id, state, sequence }, row, { session });
  if (modifiedCount !== 1) throw new Error("A reservation changed inside its own transaction");
}

const toReservation = ({ _id, dueAt: _dueAt, ...rest }: ReservationRow): Reservation => ({
  orderId: _id,
  ...rest,
});

const toRow = ({ orderId, ...rest }: Reservation): ReservationRow => ({
  _id: orderId,
  ...rest,
  ...(rest.state === "held" && rest.expiresAt && { dueAt: rest.expiresAt }),
});
