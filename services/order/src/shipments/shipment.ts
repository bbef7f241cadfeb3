/** Parcels on their way to the customer: what of an order is in them, and what is left to ship. Pure. */
import { isLive, leftOf, unitsOf, type Refund, type Refundable } from "../refunds/refund.ts";
import { mergeLines } from "../requests/wanted-lines.ts";
import { shipmentErrors, type UnitError } from "./errors.ts";

type Units = { readonly sku: string; readonly quantity: number };

export type Shipment = {
  readonly id: string;
  readonly carrier: string;
  readonly trackingNumber: string;
  readonly lines: readonly Units[];
  readonly shippedAt: Date;
  /** Null: on its way. */
  readonly deliveredAt: Date | null;
};

/** What a shipment is reckoned from. */
export type Shippable = {
  readonly lines: readonly Units[];
  readonly payment: Refundable["payment"];
  readonly shipments: readonly Shipment[];
  readonly refunds: readonly Refund[];
};

/** What goes into a parcel, all that is left unless named. Throws `shipment.nothing_left` and `shipment.too_many_units`. */
export function drawShipment(order: Shippable, wanted: readonly Units[] | undefined): Units[] {
  const left = leftToShip(order, isLive);
  if (left.size === 0) throw shipmentErrors.nothingLeft();
  if (!wanted) return [...left].map(([sku, quantity]) => ({ sku, quantity }));
  const merged = mergeLines(wanted);
  const errors = merged.flatMap(({ sku, quantity, index }): UnitError[] => {
    if (!order.lines.some((line) => line.sku === sku))
      return [{ path: `lines.${index}.sku`, message: "is not in this order", sku }];
    const most = left.get(sku) ?? 0;
    return quantity > most
      ? [{ path: `lines.${index}.quantity`, message: `at most ${most} are left`, sku }]
      : [];
  });
  if (errors.length > 0) throw shipmentErrors.tooManyUnits(errors);
  return merged.map(({ sku, quantity }) => ({ sku, quantity }));
}

/** Nothing will be shipped any more. What a pending refund is for may still be: the refund can fail. */
export const isAllShipped = (order: Shippable): boolean => leftToShip(order, isDone).size === 0;

/** Of each SKU, what is in parcels. */
export function shippedOf({ lines, shipments }: Shippable): Units[] {
  return lines.flatMap(({ sku }) => {
    const quantity = countOf(shipments, sku);
    return quantity > 0 ? [{ sku, quantity }] : [];
  });
}

const isDone = ({ status }: Refund): boolean => status === "done";

/** By SKU. Units that were refunded are those that were not shipped, as long as there are such. */
function leftToShip(order: Shippable, counts: (refund: Refund) => boolean): Map<string, number> {
  const { lines, payment, shipments, refunds } = order;
  const counted = refunds.filter(counts);
  // When all of the money went back nobody waits for the goods, whatever it was that they were paid back for.
  const isAllBack =
    counted.length > 0 && leftOf({ payment, refunds: counted }) <= 0 && payment.captured.amount > 0;
  if (isAllBack) return new Map();
  return new Map(
    lines.flatMap(({ sku, quantity }): [string, number][] => {
      const left = quantity - countOf(shipments, sku) - unitsOf({ refunds: counted }, sku, isLive).length;
      return left > 0 ? [[sku, left]] : [];
    }),
  );
}

const countOf = (shipments: readonly Shipment[], sku: string): number =>
  shipments
    .flatMap(({ lines }) => lines)
    .filter((line) => line.sku === sku)
    .reduce((sum, { quantity }) => sum + quantity, 0);
