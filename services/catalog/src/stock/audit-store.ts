/** Reads levels, ledger and reservations against each other: one SKU, one order at a time, while the shop sells. */
import type { Connection } from "mongoose";
import type { Account } from "./audit.ts";
import { reservationsOf, toReservation } from "./reservation-rows.ts";
import type { Reservation } from "./reservation.ts";
import { movementsOf, stockOf, toUnfiled } from "./stock-rows.ts";

export type AuditStore = {
  skus(): AsyncIterable<string>;
  /** Of one moment: what was filed before the level was read does not change any more. */
  accountOf(sku: string): Promise<Account | undefined>;
  /** Orders that hold something, with nothing underway. */
  held(): AsyncIterable<Reservation>;
  /** What an order holds of a SKU by its level; undefined when its reservation has changed. */
  holdOf(reservation: Reservation, sku: string): Promise<number | undefined>;
};

export function createAuditStore({ connection }: { connection: Connection }): AuditStore {
  const stock = stockOf(connection);
  const movements = movementsOf(connection);
  const reservations = reservationsOf(connection);

  const sumFiled = async (sku: string, filed: number) => {
    const sums = { _id: null, rows: { $sum: 1 }, delta: { $sum: "$delta" }, held: { $sum: "$held" } };
    const [found] = await movements
      .aggregate<Account["ledger"]>([{ $match: { sku, number: { $lte: filed } } }, { $group: sums }])
      .toArray();
    return found ?? { rows: 0, delta: 0, held: 0 };
  };

  return {
    async *skus() {
      for await (const { _id } of stock.find({}, { projection: { _id: 1 }, sort: { _id: 1 } })) yield _id;
    },

    accountOf: async (sku) => {
      const row = await stock.findOne({ _id: sku });
      if (!row) return undefined;
      const holds = new Map(Object.entries(row.holds ?? {}));
      const { filed, rows } = toUnfiled(row);
      const older = await sumFiled(sku, filed);
      const held = await reservations.find({ _id: { $in: [...holds.keys()] } }).toArray();
      return {
        ...row,
        sku,
        holds,
        ledger: {
          rows: older.rows + rows.length,
          delta: rows.reduce((sum, { delta }) => sum + delta, older.delta),
          held: rows.reduce((sum, each) => sum + each.held, older.held),
        },
        reservations: new Map(held.map(toReservation).map((each) => [each.orderId, each])),
      };
    },

    async *held() {
      const found = reservations.find({ "owes.kind": "expire", state: "held" });
      for await (const row of found) yield toReservation(row);
    },

    holdOf: async ({ orderId, revision }, sku) => {
      const hold = `holds.${orderId}`;
      const level = await stock.findOne({ _id: sku }, { projection: { [hold]: 1 } });
      const isStill = await reservations.countDocuments({ _id: orderId, revision });
      return isStill === 1 ? (level?.holds?.[orderId] ?? 0) : undefined;
    },
  };
}
