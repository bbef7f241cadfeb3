/** Reservations in MongoDB: from one revision to the next, each with its events and what it owes, in one write. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Outbox } from "@shop/kit/messaging/outbox";
import { crashPoint } from "@shop/kit/process/crash-point";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection } from "mongoose";
import { reservationCollection, reservationsOf, toReservation } from "./reservation-rows.ts";
import type { Decision, HoldTask, Reservation } from "./reservation.ts";

export type ReservationStore = {
  find(orderId: string): Promise<Reservation | undefined>;
  /**
   * Replaces what the decision was made on, nothing included, and no other; "moved" when it is another by now.
   * What it owes at once is leased to the caller, who goes on with it.
   */
  save(before: Reservation | undefined, decision: Decision): Promise<Reservation | "moved">;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly outbox: Outbox;
  /** Who ends holds that are not committed in time, and what a crash has left underway. */
  readonly worker: Pick<Worker<Reservation, HoldTask>, "take" | "start">;
};

export function createReservationStore({ connection, outbox, worker }: StoreDeps): ReservationStore {
  const reservations = reservationsOf(connection);

  const write = async (
    before: Reservation | undefined,
    { orderId: _id, ...row }: Reservation,
    unsent: ReturnType<Outbox["toUnsent"]>,
  ): Promise<boolean> => {
    if (!before) return insert({ _id, ...row, outbox: unsent });
    const { modifiedCount } = await reservations.updateOne(
      { _id, revision: before.revision },
      { $set: row, ...(unsent.length > 0 && { $push: { outbox: { $each: [...unsent] } } }) },
    );
    return modifiedCount === 1;
  };

  const insert = async (row: Parameters<typeof reservations.insertOne>[0]): Promise<boolean> => {
    try {
      await reservations.insertOne(row);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  };

  return {
    find: async (orderId) => {
      const row = await reservations.findOne({ _id: orderId }, { projection: { outbox: 0 } });
      return row ? toReservation(row) : undefined;
    },

    save: async (before, { reservation, events }) => {
      const { orderId, sequence, owes } = reservation;
      const unsent = outbox.toUnsent({ aggregateId: orderId, sequence, events });
      const taken = worker.take(owes, owes);
      const after = { ...reservation, owes: taken.owes, revision: (before?.revision ?? 0) + 1 };
      if (!(await write(before, after, unsent))) return "moved";
      crashPoint(pointOf(before, after));
      outbox.publish(reservationCollection.name, orderId, unsent);
      // What is underway is the caller's, who has it in his hands; he would do it twice.
      worker.start(orderId, after, {
        ...taken,
        added: taken.added.filter(({ kind }) => kind !== "proceed"),
      });
      return after;
    },
  };
}

/** The name of the moment: a step was decided, or is done. */
function pointOf(before: Reservation | undefined, { underway }: Reservation): string {
  if (underway) return `stock.${underway.step}.decided`;
  return `stock.${before?.underway?.step ?? "told"}`;
}
