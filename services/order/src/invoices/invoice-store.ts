/**
 * Numbers of invoices and credit notes, without a gap and none twice: the counter of a series and the orders that get
 * its numbers change in one transaction, so that a crash leaves all of it or nothing. Many orders share one, because
 * everybody wants the counter.
 */
import type { Seller } from "@shop/contracts/order/invoices";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import type { Transact } from "@shop/kit/mongo/transactions";
import { crashPoint } from "@shop/kit/process/crash-point";
import type { Connection, mongo } from "mongoose";
import type { OrderNumberStore } from "../orders/order-number-store.ts";
import type { Order } from "../orders/order.ts";
import { claimsOf, numbered, toNumber, type Claim, type Series } from "./invoice.ts";

export type InvoiceStore = {
  /** Gives these orders all the numbers that they have not got; they owe none afterwards. Repeatable. */
  number(orderIds: readonly string[]): Promise<void>;
};

/** How many numbers of a series were given. */
type SeriesRow = { readonly _id: Series; readonly last: number };

export const seriesCollection: Collection = { name: "invoice_series", indexes: [] };

export function createInvoiceStore({
  connection,
  transact,
  orders,
  seller,
}: {
  connection: Connection;
  transact: Transact;
  orders: OrderNumberStore;
  seller: Seller;
}): InvoiceStore {
  const series = collectionOf<SeriesRow>(connection, seriesCollection.name);

  const draw = async (claims: readonly Claim[], session: mongo.ClientSession) => {
    const given: (Claim & { readonly number: string })[] = [];
    // In the order of their names, so that nobody waits for somebody who waits for him.
    for (const [name, all] of [...Map.groupBy(claims, (claim) => claim.series)].toSorted(byName)) {
      const options = { upsert: true, returnDocument: "after", session } as const;
      const row = await series.findOneAndUpdate({ _id: name }, { $inc: { last: all.length } }, options);
      const first = (row?.last ?? all.length) - all.length + 1;
      given.push(...all.map((claim, index) => ({ ...claim, number: toNumber(claim, first + index) })));
    }
    return given;
  };

  return {
    number: async (orderIds) => {
      await transact(async (transaction) => {
        const found = (await orders.findAll(orderIds, transaction)).toSorted(byCapture);
        const given = await draw(found.flatMap(claimsOf), transaction.session);
        crashPoint("invoices.counted");
        const all = found.map((order) => ({ order, ...numbered(order, ofOrder(given, order), seller) }));
        await orders.setNumbers(all, transaction);
      });
      crashPoint("invoices.numbered");
    },
  };
}

const byName = ([a]: readonly [Series, unknown], [b]: readonly [Series, unknown]): number => (a < b ? -1 : 1);

const byCapture = (a: Order, b: Order): number =>
  (a.capturedAt?.getTime() ?? 0) - (b.capturedAt?.getTime() ?? 0);

const ofOrder = (given: readonly (Claim & { readonly number: string })[], { id }: Order) =>
  given.filter(({ orderId }) => orderId === id);
