/** What this service holds of a person, as its owner is shown it: section by section, a page at a time. */
import type { HeldPage, HeldRequest } from "@shop/contracts/language/people";
import { collectionOf } from "@shop/kit/mongo/collections";
import type { Connection, mongo } from "mongoose";
import type { CartRow } from "../carts/cart-rows.ts";
import { cartCollection } from "../carts/cart-store.ts";
import { couponUsesOf } from "../coupons/coupon-store.ts";
import { lookupsOf, type LookupRow } from "../lookup/lookup-store.ts";
import { toPublicInvoice } from "../invoices/invoice.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { ordersOf, toOrder, type OrderRow } from "../orders/order-rows.ts";
import { toPublicOrder } from "../orders/order-view.ts";
import { deliveriesOf, type DeliveryRow } from "../webhooks/webhook-rows.ts";

type Item = HeldPage["items"][number];
type Part = { readonly items: readonly Item[]; readonly after: string | undefined };
type Asked = Pick<HeldRequest, "userId" | "email">;

export type ListHeld = (request: HeldRequest) => Promise<HeldPage>;

const limit = 20;

export function createListHeld({ connection }: { readonly connection: Connection }): ListHeld {
  const orders = ordersOf(connection);
  const deliveries = deliveriesOf(connection);
  const uses = couponUsesOf(connection);
  const lookups = lookupsOf(connection);
  const carts = collectionOf<CartRow>(connection, cartCollection.name);

  /** In the order of their ids: a list that grows meanwhile shows nothing twice. */
  const pageOf = async <Row extends { readonly _id: string }>(
    rows: mongo.Collection<Row>,
    filter: mongo.Filter<Row>,
    after: string,
    toItem: (row: mongo.WithId<Row>) => Item,
  ): Promise<Part> => {
    const beyond = { $and: [filter, { _id: { $gt: after } }] } as mongo.Filter<Row>;
    const found = await rows.find(beyond, { limit }).sort({ _id: 1 }).toArray();
    const last: { readonly _id?: string } = found[limit - 1] ?? {};
    const { _id: end } = last;
    return { items: found.map(toItem), after: end };
  };

  const sections = {
    carts: ({ userId }: Asked, after: string) =>
      pageOf(carts, { $or: [{ _id: userId }, { claimedBy: userId }] }, after, toCart),
    orders: ({ userId }: Asked, after: string) => pageOf(orders, { customerId: userId }, after, toWholeOrder),
    guestOrders: ({ userId, email }: Asked, after: string) =>
      pageOf(orders, { emailKey: emailKeyOf(email), customerId: { $ne: userId } }, after, toWholeOrder),
    couponUses: async ({ userId }: Asked, after: string) => {
      const own = await orders.find({ customerId: userId }, { projection: { _id: 1 } }).toArray();
      const toItem = ({ _id: orderId, code }: { readonly _id: string; readonly code: string }) => ({
        orderId,
        code,
      });
      return pageOf(uses, { _id: { $in: own.map(({ _id }) => _id) } }, after, toItem);
    },
    lookups: ({ email }: Asked, after: string) =>
      pageOf(lookups, { emailKey: emailKeyOf(email) }, after, toLookedUp),
    webhookDeliveries: ({ userId }: Asked, after: string) =>
      pageOf(deliveries, { personId: userId }, after, toDelivery),
  };
  const names = Object.keys(sections) as (keyof typeof sections)[];

  return async ({ cursor = "", ...asked }) => {
    const [name = "", ...position] = cursor.split("|");
    const section = names.find((each) => each === name) ?? names[0] ?? "carts";
    const { items, after } = await sections[section](asked, position.join("|"));
    const following = names[names.indexOf(section) + 1];
    const next = after === undefined ? following : `${section}|${after}`;
    return { section, items: [...items], next: next ?? null };
  };
}

const toCart = ({ _id, lines, currency, coupon, updatedAt }: CartRow): Item => ({
  id: _id,
  lines,
  currency,
  coupon,
  updatedAt: updatedAt.toISOString(),
});

const toLookedUp = ({ _id, number, createdAt }: LookupRow): Item => ({
  id: _id,
  number,
  createdAt: createdAt.toISOString(),
});

function toWholeOrder(row: OrderRow): Item {
  const order = toOrder(row);
  return {
    ...toPublicOrder(order),
    customerId: order.customerId,
    invoice: toPublicInvoice(order) ?? null,
    timeline: row.timeline.map(({ at, ...entry }) => ({ at: at.toISOString(), ...entry })),
  };
}

const toDelivery = ({ _id, webhookId, event, body, at, status }: DeliveryRow): Item => ({
  id: _id,
  webhookId,
  event,
  at: at.toISOString(),
  status,
  body,
});
