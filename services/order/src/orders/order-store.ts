/**
 * Orders in MongoDB. An order is one document, and a step is one conditional write of it: the change, its timeline, the
 * events it announces and the work it owes. Only where a cart or a coupon changes too is there a transaction.
 */
import type { Total } from "@shop/contracts/language/page";
import type { OrderStatus } from "@shop/contracts/order/orders";
import { countRows } from "@shop/kit/mongo/count-rows";
import { gather } from "@shop/kit/process/gather";
import { currentContext } from "@shop/kit/process/context";
import { crashPoint } from "@shop/kit/process/crash-point";
import { toDuplicate } from "@shop/kit/mongo/duplicate-key";
import { keyTaken, ownershipMs, rowIdOf } from "@shop/kit/idempotency/key-store";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { Outbox } from "@shop/kit/messaging/outbox";
import type { ServerClock } from "@shop/kit/mongo/server-clock";
import { afterSave, type Transaction } from "@shop/kit/mongo/transactions";
import type { Worker } from "@shop/kit/work/worker";
import { LRUCache } from "lru-cache";
import type { Connection } from "mongoose";
import type { OrderNeighbours } from "./order-neighbours-store.ts";
import { orderCollection, ordersOf, toOrder, toRequest, toRow, toUpdate } from "./order-rows.ts";
import type { Decision, Order, Task } from "./order.ts";

/** Where a page of orders ended. */
export type Position = { readonly createdAt: Date; readonly id: string };

export type OrderStore = {
  find(id: string): Promise<Order | undefined>;
  /** The order as this process saved it lately; others may have changed it since. */
  lastSaved(id: string): Order | undefined;
  /** Throws `idempotency.in_progress` when this key has made or changed an order. */
  refuseUsed(keyed: KeyedRequest): Promise<void>;
  /** Newest first. */
  listOf(
    customerId: string,
    page: {
      readonly limit: number;
      readonly after: Position | undefined;
      readonly status: OrderStatus | undefined;
    },
  ): Promise<Order[]>;
  countOf(customerId: string, status: OrderStatus | undefined): Promise<Total>;
  /**
   * A new order. `number_taken`: draw another number; `cart_moved`: the cart is no longer of this version, or in
   * checkout; `coupon_moved`: the coupon was changed, or used up. Throws `idempotency.in_progress` when the key was used.
   */
  insert(decision: Decision, keyed: KeyedRequest): Promise<Inserted>;
  /**
   * The change and all that it causes, with the request's key if it has one; `moved`: somebody changed the order
   * meanwhile. Answers the order as saved. Throws `idempotency.in_progress` when the key was used.
   */
  save(before: Order, decision: Decision, options: SaveOptions): Promise<Order | "moved">;
};

type Inserted = "saved" | "number_taken" | "cart_moved" | "coupon_moved";

type SaveOptions = { readonly transition: string; readonly keyed?: KeyedRequest | undefined };

type StoreDeps = {
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly clock: ServerClock;
  readonly neighbours: OrderNeighbours;
  /** Who does what orders owe. */
  readonly worker: Pick<Worker<Order, Task>, "take" | "start">;
};

/** Thrown out of a transaction, so that it rolls back. */
const moved = new Error("Somebody changed the order meanwhile");

/** An order takes its steps within a second or two, and most of them where it was placed. */
const remembered = { max: 1_000, ttl: 30_000 } as const;

/** What only grows, or is for others, is not read with an order. */
const state = { timeline: 0, outbox: 0, answer: 0, requests: 0 } as const;

export function createOrderStore(deps: StoreDeps): OrderStore {
  const { connection, outbox, clock, neighbours, worker } = deps;
  const orders = ordersOf(connection);
  const saved = new LRUCache<string, Order>(remembered);

  /** All that a decision's write has beside the order itself, and what follows the write. */
  const prepare = (decision: Decision, name: string) => {
    const { id, sequence, updatedAt: at } = decision.order;
    const unsent = outbox.toUnsent({ aggregateId: id, sequence, events: decision.events });
    const requestId = currentContext()?.requestId;
    const cause = requestId === undefined ? {} : { cause: requestId };
    const taken = worker.take(decision.order.owes, decision.owes);
    const order = { ...decision.order, owes: taken.owes };
    const follow = (transaction: Transaction | undefined): void =>
      afterSave(transaction, () => {
        crashPoint(`order.${name}`);
        saved.set(id, order);
        outbox.publish(orderCollection.name, id, unsent);
        worker.start(id, order, taken);
      });
    return { order, unsent, timeline: decision.timeline.map((row) => ({ at, ...cause, ...row })), follow };
  };

  const ownedUntil = () => new Date(clock.now().getTime() + ownershipMs());

  const refuseUsed: OrderStore["refuseUsed"] = async (keyed) => {
    const filter = { "requests.id": rowIdOf(keyed) };
    if (await orders.findOne(filter, { projection: { _id: 1 } })) throw keyTaken();
  };

  return {
    find: gather(async (ids: readonly string[]) => {
      const rows = await orders.find({ _id: { $in: [...ids] } }, { projection: state }).toArray();
      return new Map(rows.map(toOrder).map((order) => [order.id, order]));
    }),

    lastSaved: (id) => saved.get(id),

    refuseUsed,

    listOf: async (customerId, { status, limit, after }) => {
      const filter = { customerId, ...(status && { status }), ...(after && olderThan(after)) };
      const newest = { createdAt: -1, _id: -1 } as const;
      const rows = await orders.find(filter, { projection: state, sort: newest, limit }).toArray();
      return rows.map(toOrder);
    },

    countOf: (customerId, status) => countRows(orders, { customerId, ...(status && { status }) }),

    insert: async (decision, keyed) => {
      const { order, unsent, timeline, follow } = prepare(decision, "placed");
      const row = toRow(order, keyed, ownedUntil(), { timeline, outbox: unsent });
      const insert = async (transaction?: Transaction): Promise<void> => {
        await orders.insertOne(row, transaction && { session: transaction.session });
        follow(transaction);
      };
      try {
        return await neighbours.place(decision, insert);
      } catch (error) {
        const index = toDuplicate(error)?.index;
        if (index === "number") return "number_taken";
        if (index === "placed_key" || index === "request_key") throw keyTaken(error);
        throw error;
      }
    },

    save: async (before, decision, { transition, keyed }) => {
      const { order, unsent, timeline, follow } = prepare(decision, transition);
      const requests = keyed ? [toRequest(keyed, ownedUntil())] : [];
      const update = toUpdate(before, order, { timeline, outbox: unsent, requests });
      // The index keeps a key from a second order; within one it would let it in twice.
      const unused = keyed ? { "requests.id": { $ne: rowIdOf(keyed) } } : {};
      const write = async (transaction?: Transaction): Promise<void> => {
        const { modifiedCount } = await orders.updateOne(
          { _id: before.id, revision: before.revision, ...unused },
          update,
          transaction && { session: transaction.session },
        );
        if (modifiedCount === 0) throw moved;
        follow(transaction);
      };
      try {
        await neighbours.move(decision, write);
        return order;
      } catch (error) {
        if (toDuplicate(error)?.index === "request_key") throw keyTaken(error);
        if (error !== moved) throw error;
        if (keyed) await refuseUsed(keyed);
        return "moved";
      }
    },
  };
}

/** The first part bounds the index, so that a late page costs as much as the first. */
export const olderThan = ({ createdAt, id }: Position) => ({
  createdAt: { $lte: createdAt },
  $or: [{ createdAt: { $lt: createdAt } }, { _id: { $lt: id } }],
});
