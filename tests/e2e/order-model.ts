/** What a shop of one thing should be like, in so few words that they can be believed; the real one is held against it. */

export type ModelOrder = {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly total: number;
  /** What was paid for all of its goods. */
  readonly paid: number;
  readonly hasCoupon: boolean;
  status: "confirmed" | "shipped" | "delivered" | "cancelled";
  /** Parcels: units, and whether they were received. */
  readonly parcels: { readonly units: number; received: boolean }[];
  refundedUnits: number;
  refunded: number;
};

export type Model = {
  /** Units on the shelf. */
  readonly shelf: Map<string, number>;
  readonly orders: ModelOrder[];
  /** How many orders may still use the coupon. */
  usesLeft: number;
};

const price = 1999;
export const shipping = 490;
/** What the coupon takes off, in percent: sums that no unit divides evenly. */
export const percentOff = 15;

/** Half a cent is taken off as a whole one. */
export const paidFor = (quantity: number, hasCoupon: boolean): number =>
  quantity * price - (hasCoupon ? Math.floor((quantity * price * percentOff + 50) / 100) : 0);

/** The first units carry what does not divide. */
const shareOf = ({ paid, quantity }: ModelOrder, unit: number): number =>
  Math.floor(paid / quantity) + (unit < paid % quantity ? 1 : 0);

/** Of the next units that nobody was paid back for. */
function sharesOf(order: ModelOrder, units: number): number {
  const next = Array.from({ length: units }, (_, index) => order.refundedUnits + index);
  return next.reduce((sum, unit) => sum + shareOf(order, unit), 0);
}

const isSold = ({ status }: ModelOrder): boolean => status !== "cancelled";
const shippedUnits = ({ parcels }: ModelOrder): number => parcels.reduce((sum, { units }) => sum + units, 0);

function leftToShip(order: ModelOrder): number {
  if (!isSold(order) || order.refunded === order.total) return 0;
  return Math.max(0, order.quantity - shippedUnits(order) - order.refundedUnits);
}

const leftToRefund = (order: ModelOrder): number => (isSold(order) ? order.total - order.refunded : 0);

const putBack = ({ shelf }: Model, sku: string, units: number): void => {
  shelf.set(sku, (shelf.get(sku) ?? 0) + units);
};

/** An order never goes back; it goes on when nothing is left to ship. */
function goOn(order: ModelOrder): void {
  if (!isSold(order) || order.parcels.length === 0 || leftToShip(order) > 0) return;
  if (order.status === "delivered") return;
  order.status = order.parcels.every(({ received }) => received) ? "delivered" : "shipped";
}

export function buy(
  model: Model,
  order: Omit<ModelOrder, "status" | "parcels" | "refunded" | "refundedUnits">,
) {
  putBack(model, order.sku, -order.quantity);
  if (order.hasCoupon) model.usesLeft -= 1;
  model.orders.push({ ...order, status: "confirmed", parcels: [], refunded: 0, refundedUnits: 0 });
}

/** These answer the status that the shop should answer. */
export function ship(order: ModelOrder, units: number | undefined): number {
  const left = leftToShip(order);
  if (left === 0 || (units ?? 0) > left) return 409;
  order.parcels.push({ units: units ?? left, received: false });
  goOn(order);
  return 201;
}

export function receive(order: ModelOrder, index: number): number {
  const parcel = order.parcels[index];
  if (!parcel) return 404;
  parcel.received = true;
  goOn(order);
  return 200;
}

export function refundUnits(model: Model, order: ModelOrder, units: number, restock: boolean): number {
  const sum = sharesOf(order, units);
  if (units > order.quantity - order.refundedUnits || sum > leftToRefund(order)) return 409;
  return refund(model, order, { units, sum, restock });
}

export function refundSum(model: Model, order: ModelOrder, sum: number): number {
  return sum > leftToRefund(order) ? 409 : refund(model, order, { units: 0, sum, restock: false });
}

export function refundRest(model: Model, order: ModelOrder, restock: boolean): number {
  const sum = leftToRefund(order);
  const units = order.quantity - order.refundedUnits;
  return sum === 0 ? 409 : refund(model, order, { units, sum, restock });
}

function refund(
  model: Model,
  order: ModelOrder,
  { units, sum, restock }: { readonly units: number; readonly sum: number; readonly restock: boolean },
): number {
  order.refundedUnits += units;
  order.refunded += sum;
  if (restock) putBack(model, order.sku, units);
  goOn(order);
  return 201;
}

export function cancel(model: Model, order: ModelOrder): number {
  if (order.status === "cancelled") return 200;
  if (order.parcels.length > 0) return 409;
  putBack(model, order.sku, order.quantity - order.refundedUnits);
  order.refundedUnits = order.quantity;
  order.refunded = order.total;
  order.status = "cancelled";
  if (order.hasCoupon) model.usesLeft += 1;
  return 200;
}
