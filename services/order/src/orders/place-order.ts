/** Takes an order: read, decide, save; then wait for it to settle when the client asked to. */
import type { OrderRequest } from "@shop/contracts/order";
import type { Claim } from "@shop/kit/http/idempotency";
import type { OrderDeps } from "./deps.ts";
import { orderErrors } from "./errors.ts";
import type { Order } from "./order.ts";
import { mergeLines, place, type WantedLine } from "./place.ts";

export type PlacedOrder = {
  readonly order: Order;
  /** An earlier request with this key made it. */
  readonly replayed: boolean;
};

export type PlaceOrderRequest = {
  readonly customerId: string;
  readonly request: OrderRequest;
  readonly claim: Claim;
  readonly waitMs: number;
  /** Ends the wait: the client's deadline. */
  readonly signal: AbortSignal;
};

export async function placeOrder(deps: OrderDeps, input: PlaceOrderRequest): Promise<PlacedOrder> {
  const { order, replayed } = await findOrInsert(deps, input);
  const settled =
    input.waitMs > 0 ? await deps.watch.untilSettled(order.id, input.waitMs, input.signal) : undefined;
  return { order: settled ?? order, replayed };
}

async function findOrInsert(deps: OrderDeps, input: PlaceOrderRequest): Promise<PlacedOrder> {
  const { orders } = deps;
  const { customerId, claim } = input;
  if (claim.objectId)
    return { order: await found(orders.find(claim.objectId), claim.objectId), replayed: true };

  const draft = await draftOf(deps, input);
  for (;;) {
    const decision = place({
      ...draft,
      number: deps.newNumber(),
      deadlineMs: deps.deadlineMs,
      now: deps.now(),
    });
    const result = await orders.insert(decision, claim);
    if (result === "number_taken") continue;
    if (result === "key_taken")
      return { order: await found(orders.findByKey(customerId, claim.key), claim.key), replayed: true };
    return { order: decision.order, replayed: false };
  }
}

async function draftOf(deps: OrderDeps, { customerId, request, claim }: PlaceOrderRequest) {
  if (request.coupon !== undefined) throw orderErrors.unknownCoupon();
  const wanted = await wantedLines(deps, customerId, request);
  const quotes = await deps.catalog.quotesOf(wanted.map(({ sku }) => sku));
  const fromCart = request.lines === undefined;
  return { id: deps.newId(), customerId, idempotencyKey: claim.key, request, wanted, fromCart, quotes };
}

async function wantedLines(
  { carts }: OrderDeps,
  customerId: string,
  { lines }: OrderRequest,
): Promise<WantedLine[]> {
  if (lines) return mergeLines(lines);
  const cart = await carts.find(customerId);
  if (cart.lines.length === 0) throw orderErrors.emptyCart();
  return cart.lines.map(({ sku, quantity }) => ({ sku, quantity }));
}

async function found(order: Promise<Order | undefined>, id: string): Promise<Order> {
  const result = await order;
  if (!result) throw orderErrors.notFound(id);
  return result;
}
