/** Takes an order, then waits for it to settle when the client asked to. */
import type { OrderRequest } from "@shop/contracts/order";
import { again, requireSeen, type Expectation } from "@shop/kit/change";
import type { Claim } from "@shop/kit/http/idempotency";
import { AppError } from "@shop/kit/errors";
import type { Cart } from "../carts/cart.ts";
import { checkAddress } from "./address.ts";
import type { OrderDeps } from "./deps.ts";
import { orderErrors } from "./errors.ts";
import { isSettled, type Decision, type Order } from "./order.ts";
import { mergeLines, place } from "./place.ts";

export type PlacedOrder = {
  readonly order: Order;
  /** An earlier request with this key made it. */
  readonly replayed: boolean;
};

export type PlaceOrderRequest = {
  readonly customerId: string;
  readonly request: OrderRequest;
  readonly claim: Claim;
  /** What the client has seen of the cart. */
  readonly expect: Expectation;
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
  if (claim.objectId) return replayOf(await orders.find(claim.objectId), claim.objectId);

  return again(async () => {
    const draft = await draftOrEarlier(deps, input);
    if ("earlier" in draft) return { order: draft.earlier, replayed: true };
    const { decision, cartVersion } = draft;
    const result = await orders.insert(decision, { claim, cartVersion });
    if (result === "saved") return { order: decision.order, replayed: false };
    if (result === "key_taken") return replayOf(await orders.findByKey(customerId, claim.key), claim.key);
    return "moved";
  });
}

function replayOf(order: Order | undefined, id: string): PlacedOrder {
  if (!order) throw orderErrors.notFound(id);
  return { order, replayed: true };
}

type Draft = { readonly decision: Decision; readonly cartVersion: number | undefined };

/** An order's key answers that order for ever, also when what it asks for is no longer possible. */
async function draftOrEarlier(
  deps: OrderDeps,
  input: PlaceOrderRequest,
): Promise<Draft | { readonly earlier: Order }> {
  try {
    return await draftOf(deps, input);
  } catch (refusal) {
    if (!(refusal instanceof AppError)) throw refusal;
    const earlier = await deps.orders.findByKey(input.customerId, input.claim.key);
    if (!earlier) throw refusal;
    return { earlier };
  }
}

async function draftOf(deps: OrderDeps, input: PlaceOrderRequest): Promise<Draft> {
  const { customerId, request, claim } = input;
  checkAddress(deps.places, request.shippingAddress);
  const lines = request.lines && mergeLines(request.lines);
  const cart = lines ? undefined : await cartToBuy(deps, input);
  if (request.coupon !== undefined) throw orderErrors.unknownCoupon();
  const wanted = lines ?? (cart?.lines ?? []).map(({ sku, quantity }) => ({ sku, quantity }));
  const decision = place({
    id: deps.newId(),
    number: deps.newNumber(),
    customerId,
    idempotencyKey: claim.key,
    request,
    wanted,
    fromCart: cart !== undefined,
    quotes: await deps.catalog.quotesOf(wanted.map(({ sku }) => sku)),
    deadlineMs: deps.deadlineMs,
    now: deps.now(),
  });
  return { decision, cartVersion: cart?.version };
}

async function cartToBuy(
  { carts, orders }: OrderDeps,
  { customerId, expect }: PlaceOrderRequest,
): Promise<Cart> {
  const cart = await carts.find(customerId);
  requireSeen(expect, cart.version);
  if (cart.inCheckout !== null) {
    const order = await orders.find(cart.inCheckout);
    if (order && !isSettled(order)) throw orderErrors.inCheckout(order.id);
    // Whatever settles an order takes the mark away with it; should one ever be left, it keeps nobody from buying.
    await carts.endCheckout(customerId, cart.inCheckout);
  }
  if (cart.lines.length === 0) throw orderErrors.emptyCart();
  return cart;
}
