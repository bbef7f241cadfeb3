/** All that lies in this database about a person, and its end. */
import { shop } from "@shop/contracts/shop";
import { createDeadLetterStore } from "@shop/kit/messaging/dead-letter-store";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Transact } from "@shop/kit/mongo/transactions";
import { erasuresOf } from "@shop/kit/privacy/erasure-store";
import { crashPoint } from "@shop/kit/process/crash-point";
import type { Connection, mongo } from "mongoose";
import type { CartRow } from "../carts/cart-rows.ts";
import { cartCollection } from "../carts/cart-store.ts";
import { couponUsesOf } from "../coupons/coupon-store.ts";
import { lookupsOf } from "../lookup/lookup-store.ts";
import { answersOf } from "../orders/order-keys.ts";
import { ordersOf, type OrderRow } from "../orders/order-rows.ts";
import { deliveriesOf } from "../webhooks/webhook-rows.ts";
import type { Erasure } from "./erasure.ts";
import { nobodyId, withoutAddress, withoutPerson } from "./without-person.ts";

export type Known = {
  readonly erasure: Erasure;
  /** Of the account's address. */
  readonly emailKey: string;
};

export type HeldStore = {
  /**
   * Takes the person out of the orders that have ended, of all when `isOver`; answers how many are left. `accountsAmong`:
   * who has an account, for an order made with the person's address is the person's when it was made without one.
   */
  eraseOrders(
    known: Known,
    how: {
      readonly now: Date;
      readonly isOver: boolean;
      readonly accountsAmong: (ids: readonly string[]) => Promise<readonly string[]>;
    },
  ): Promise<number>;
  /** All that is no order; answers how many rows of each collection are gone. */
  eraseRest(known: Known & { readonly email: string }): Promise<Readonly<Record<string, number>>>;
};

const batch = 100;

/**
 * Nothing happens to it by itself any more but mails, all is told, and no request is still to be answered. One that was
 * paid back before it was sent is sent no more.
 */
const hasEnded = (now: Date): mongo.Filter<OrderRow> => ({
  $or: [
    { status: { $in: ["delivered", "cancelled"] } },
    { status: "confirmed", "payment.status": "refunded" },
  ],
  owes: { $not: { $elemMatch: { kind: { $ne: "mail" } } } },
  "outbox.0": { $exists: false },
  ownedUntil: { $lte: now },
  requests: { $not: { $elemMatch: { ownedUntil: { $gt: now } } } },
});

export function createHeldStore({
  connection,
  transact,
}: {
  readonly connection: Connection;
  readonly transact: Transact;
}): HeldStore {
  const orders = ordersOf(connection);
  const answers = answersOf(connection);
  const uses = couponUsesOf(connection);
  const deliveries = deliveriesOf(connection);
  const carts = collectionOf<CartRow>(connection, cartCollection.name);
  const lookups = lookupsOf(connection);
  const letters = createDeadLetterStore({ connection, consumer: "order" });
  const erasures = erasuresOf(connection);

  /** Some of the orders, in one transaction with what hangs on them; false when there are none. */
  const forgetSome = async (
    { erasure }: Known,
    filter: mongo.Filter<OrderRow>,
    othersAmong: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<boolean> => {
    const seen = await orders.find(filter, { projection: { customerId: 1 }, limit: batch }).toArray();
    if (seen.length === 0) return false;
    const others = await othersAmong([...new Set(seen.map(({ customerId }) => customerId))]);
    const ids = seen.map(({ _id }) => _id);
    await transact(async ({ session }) => {
      // Whose they are and whether they have ended is asked again: both may have changed.
      const rows = await orders.find({ _id: { $in: ids }, ...filter }, { session }).toArray();
      if (rows.length === 0) return;
      const own = rows.filter(({ customerId }) => !others.has(customerId));
      const writes = rows.map((row) => {
        const { _id } = row;
        const { $set, $unset } = own.includes(row) ? withoutPerson(row) : withoutAddress(row);
        return {
          updateOne: {
            filter: { _id },
            update: { $set, $unset, $inc: { version: 1, revision: 1 } },
          },
        };
      });
      await orders.bulkWrite(writes, { session });
      const requests = rows.flatMap(({ requests: all = [] }) => all.map(({ id }) => id));
      await answers.deleteMany({ _id: { $in: requests } }, { session });
      const ownIds = own.map(({ _id }) => _id);
      await uses.updateMany({ _id: { $in: ownIds } }, { $set: { redeemer: nobodyId } }, { session });
      const guests = own.map(({ customerId }) => customerId).filter((id) => id !== erasure.userId);
      await deliveries.deleteMany({ personId: { $in: guests } }, { session });
      await erasures.updateOne({ _id: erasure.id }, { $inc: { "counts.orders": rows.length } }, { session });
    });
    crashPoint("erasure.orders");
    return true;
  };

  return {
    eraseOrders: async (known, { now, isOver, accountsAmong }) => {
      const { userId, requestedAt } = known.erasure;
      const ended = isOver ? {} : hasEnded(now);
      const own = { customerId: userId };
      const nobodyElse = async () => new Set<string>();
      while (await forgetSome(known, { ...own, ...ended }, nobodyElse));
      // Whoever orders with this address from now on is somebody who has typed it.
      const withAddress = { emailKey: known.emailKey, createdAt: { $lte: requestedAt } };
      const others = async (ids: readonly string[]) => new Set(await accountsAmong(ids));
      while (await forgetSome(known, { ...withAddress, ...ended }, others));
      const left = await Promise.all([own, withAddress].map((filter) => orders.countDocuments(filter)));
      return left.reduce((sum, each) => sum + each, 0);
    },

    eraseRest: async ({ erasure: { userId }, email, emailKey }) => {
      const [cart, lookup, delivery] = await Promise.all([
        carts.deleteMany({ $or: [{ _id: userId }, { claimedBy: userId }] }),
        lookups.deleteMany({ emailKey }),
        deliveries.deleteMany({ personId: userId }),
      ]);
      return {
        carts: cart.deletedCount,
        lookups: lookup.deletedCount,
        webhook_deliveries: delivery.deletedCount,
        dead_letters: await letters.dropNaming(
          { id: userId, addresses: [email, emailKey] },
          shop.order.hears,
        ),
      };
    },
  };
}
