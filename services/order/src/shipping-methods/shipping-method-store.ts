/** Shipping methods in MongoDB: a few, each announced when it changes, as lists of them are kept at the edge. */
import { orderEvents } from "@shop/contracts/order/events";
import { outboxIndex } from "@shop/kit/messaging/announcing";
import type { Outbox } from "@shop/kit/messaging/outbox";
import {
  createVersionedDocuments,
  type VersionedDocuments,
  type VersionedRow,
} from "@shop/kit/messaging/versioned-documents";
import type { Collection } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import type { ShippingMethod } from "./shipping-method.ts";

/** A field that is added from now on is optional here, and `toDocument` gives it its value. */
type ShippingMethodRow = VersionedRow & Omit<ShippingMethod, "id" | "version">;

export const shippingMethodCollection: Collection = { name: "shipping_methods", indexes: [outboxIndex] };

export type ShippingMethodStore = VersionedDocuments<ShippingMethod>;

export const createShippingMethodStore = ({
  connection,
  outbox,
}: {
  readonly connection: Connection;
  readonly outbox: Outbox;
}): ShippingMethodStore =>
  createVersionedDocuments<ShippingMethod, ShippingMethodRow>({
    connection,
    collection: shippingMethodCollection,
    toDocument: ({ _id, isRemoved: _isRemoved, outbox: _outbox, ...rest }) => ({ id: _id, ...rest }),
    toFields: ({ id: _id, version: _version, ...fields }) => fields,
    announces: { outbox, toFact: (methodId) => orderEvents.shippingMethodChanged.of({ methodId }) },
  });
