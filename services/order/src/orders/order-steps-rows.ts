/** How orders of earlier layouts become those of today. */
import type { Step } from "@shop/kit/mongo/layout";
import type { mongo } from "mongoose";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { OrderRow } from "./order-rows.ts";

const batchSize = 500;

/** Orders are found by the address they were ordered with, however it was written. */
export const foldEmails: Step = {
  name: "orders are found by their addresses",
  run: async (db, { saved, save }) => {
    const orders = db.collection<OrderRow>("orders");
    for (let after = typeof saved === "string" ? saved : ""; ;) {
      const page = { sort: { _id: 1 }, limit: batchSize, projection: { contact: 1 } } as const;
      const rows = await orders
        .find<Pick<OrderRow, "_id" | "contact">>({ _id: { $gt: after } }, page)
        .toArray();
      const last = rows.at(-1);
      if (!last) return;
      await orders.bulkWrite(rows.map(toFolded), { ordered: false });
      ({ _id: after } = last);
      await save(after);
    }
  },
};

/** No part of the order, and the same whenever it is made: nobody who changes the order meanwhile is in its way. */
const toFolded = ({
  _id,
  contact,
}: Pick<OrderRow, "_id" | "contact">): mongo.AnyBulkWriteOperation<OrderRow> => ({
  updateOne: { filter: { _id }, update: { $set: { emailKey: emailKeyOf(contact.email) } } },
});
