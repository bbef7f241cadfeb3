/** Orders in MongoDB: a change, its events, its timeline and its mails are saved in one transaction or not at all. */
import type { Fact } from "@shop/contracts/contract";
import { toDuplicate } from "@shop/kit/duplicate-key";
import type { IdempotencyKeys } from "@shop/kit/http/idempotency";
import { collectionOf } from "@shop/kit/mongo";
import type { Announcement, Transact } from "@shop/kit/transactions";
import type { ClientSession, Connection } from "mongoose";
import type { OrderStore, Position } from "../orders/deps.ts";
import { isSettled, type Decision, type Order } from "../orders/order.ts";
import { beginCheckout, settleCheckout } from "./cart-store.ts";
import { toOrder, toRow, toUpdate, type MailRow, type OrderRow, type TimelineDocument } from "./rows.ts";

/** Thrown out of the transaction, so that it rolls back. */
const moved = new Error("Somebody changed the order meanwhile");
const cartMoved = new Error("Somebody changed or bought the cart meanwhile");

type StoreDeps = {
  readonly connection: Connection;
  readonly transact: Transact;
  readonly idempotency: Pick<IdempotencyKeys, "add">;
};

export function createOrderStore({ connection, transact, idempotency }: StoreDeps): OrderStore {
  const orders = collectionOf<OrderRow>(connection, "orders");
  const timeline = collectionOf<TimelineDocument>(connection, "timeline");
  const mails = collectionOf<MailRow>(connection, "mails");

  const saveRest = async (decision: Decision, session: ClientSession): Promise<Announcement[]> => {
    const { order, events } = decision;
    const rows = timelineOf(decision);
    if (rows.length > 0) await timeline.insertMany(rows, { session });
    const owed = decision.mails.map((kind) => ({
      orderId: order.id,
      kind,
      dueAt: order.updatedAt,
      attempts: 0,
    }));
    if (owed.length > 0)
      await mails.insertMany(
        owed.map((mail) => ({ _id: `${mail.orderId}:${mail.kind}`, ...mail })),
        { session },
      );
    return toAnnouncements(order, events);
  };

  return {
    find: async (id) => {
      const row = await orders.findOne({ _id: id });
      return row ? toOrder(row) : undefined;
    },

    findByKey: async (customerId, idempotencyKey) => {
      const row = await orders.findOne({ customerId, idempotencyKey });
      return row ? toOrder(row) : undefined;
    },

    listOf: async (customerId, { status, limit, after }) => {
      const filter = { customerId, ...(status && { status }), ...(after && olderThan(after)) };
      const rows = await orders.find(filter).sort({ createdAt: -1, _id: -1 }).limit(limit).toArray();
      return rows.map(toOrder);
    },

    timelineOf: async (orderId, from, limit) => {
      const rows = await timeline
        .find({ orderId, number: { $gte: from } })
        .sort({ number: 1 })
        .limit(limit)
        .toArray();
      return rows.map(({ number, at, type, actor, detail }) => {
        return { id: String(number), at: at.toISOString(), type, actor, detail };
      });
    },

    insert: async (decision, { claim, cartVersion: version }) => {
      const { order } = decision;
      try {
        await transact(
          async (session) => {
            await idempotency.add(claim, order.id, session);
            if (version !== undefined && !(await beginCheckout(connection, { order, version }, session)))
              throw cartMoved;
            await orders.insertOne(toRow(order), { session });
            return saveRest(decision, session);
          },
          { name: "order.placed" },
        );
        return "saved";
      } catch (error) {
        if (error === cartMoved) return "cart_moved";
        const index = toDuplicate(error)?.index;
        if (index === "number") return "number_taken";
        if (index === "customer_key") return "key_taken";
        throw error;
      }
    },

    save: async (before, decision, { transition, cause }) => {
      const { order } = decision;
      try {
        const result = await transact(
          async (session) => {
            const { id, state, version } = before;
            const { modifiedCount } = await orders.updateOne(
              { _id: id, state, version },
              toUpdate(before, order),
              { session },
            );
            if (modifiedCount === 0) throw moved;
            if (order.fromCart && isSettled(order) && !isSettled(before))
              await settleCheckout(connection, { order, isBought: order.state === "confirmed" }, session);
            await markSent(before, order, session);
            return saveRest(decision, session);
          },
          { name: `order.${transition}`, cause },
        );
        return result === "done" ? "saved" : "duplicate";
      } catch (error) {
        if (error === moved) return "moved";
        throw error;
      }
    },

    postponeMail: async ({ orderId, kind }, inMs) => {
      const dueAt = inMs === null ? "$$REMOVE" : { $add: ["$$NOW", inMs] };
      await mails.updateOne({ orderId, kind, dueAt: { $exists: true } }, [{ $set: { dueAt } }]);
    },

    postponeTask: async (orderId, kind, inMs) => {
      await orders.updateOne({ _id: orderId, "task.kind": kind }, [
        { $set: { "task.dueAt": { $add: ["$$NOW", inMs] } } },
      ]);
    },
  };

  async function markSent(before: Order, after: Order, session: ClientSession) {
    for (const kind of after.mailed.filter((sent) => !before.mailed.includes(sent)))
      await mails.updateOne({ orderId: after.id, kind }, { $unset: { dueAt: 1 } }, { session });
  }
}

/** The first part bounds the index, so that a late page costs as much as the first. */
const olderThan = ({ createdAt, id }: Position) => ({
  createdAt: { $lte: createdAt },
  $or: [{ createdAt: { $lt: createdAt } }, { _id: { $lt: id } }],
});

function timelineOf({ order, timeline }: Decision): TimelineDocument[] {
  const first = order.timelineLength - timeline.length + 1;
  return timeline.map((row, index) => {
    const number = first + index;
    return { _id: `${order.id}:${number}`, orderId: order.id, number, at: order.updatedAt, ...row };
  });
}

function toAnnouncements(order: Order, events: readonly Fact[]): Announcement[] {
  const first = order.sequence - events.length + 1;
  return events.map((fact, index) => ({ fact, aggregateId: order.id, sequence: first + index }));
}
