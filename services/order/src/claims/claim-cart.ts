import type { NotTaken } from "@shop/contracts/order/claims";
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import { again, requireSeen, type Expectation } from "@shop/kit/change";
import type { CartStore } from "../carts/cart-store.ts";
import { viewCart, type Owner } from "../carts/cart-coupon.ts";
import { seen, type Cart } from "../carts/cart.ts";
import { quotesFor, type CartDeps } from "../carts/change-cart.ts";
import { orderErrors } from "../orders/errors.ts";
import type { OrderStore } from "../orders/order-store.ts";
import { isSettled } from "../orders/order.ts";
import type { ClaimStore } from "./claim-store.ts";
import { hasSomething, merged } from "./claim.ts";
import type { GuestOf } from "./guest-token-provider.ts";

export type ClaimDeps = Omit<CartDeps, "carts"> & {
  readonly carts: Pick<CartStore, "find">;
  readonly claims: ClaimStore;
  readonly orders: Pick<OrderStore, "find">;
  readonly guestOf: GuestOf;
};

export type ClaimCart = {
  readonly owner: Owner;
  readonly guestToken: string;
  /** Of the caller's own cart. */
  readonly expect: Expectation;
};

/**
 * The guest's cart and orders become the caller's; done again, there is nothing to do. Throws `cart.bad_guest_token`, what
 * `expect` throws, what the catalog's client throws, and `busy`: then nothing has changed. Throws `cart.in_checkout` while
 * both carts are being bought: the orders are the caller's by then, and the guest's cart is when one of them is settled.
 */
export async function claimCart(
  deps: ClaimDeps,
  { owner, guestToken, expect }: ClaimCart,
): Promise<PublicCart & { readonly notTaken: NotTaken[] }> {
  const guestId = await deps.guestOf(guestToken);
  return deps.takeTurns([owner.id, guestId], () =>
    again(async () => {
      const [own, guest] = await Promise.all([deps.carts.find(owner.id), deps.carts.find(guestId)]);
      requireSeen(expect, own.version);
      const marks = await marksOf(deps, own, guest);
      // A cart is bought once: of two that are being bought, each stays where it is until then.
      const waitsFor = hasSomething(guest) && marks.own !== null ? marks.guest : null;
      const hands = hasSomething(guest) && waitsFor === null;
      const { cart: before, notTaken } = hands
        ? merged({ ...own, inCheckout: marks.own }, { ...guest, inCheckout: marks.guest })
        : { cart: own, notTaken: [] };
      const quotes = await quotesFor(deps, before);
      const cart = hands ? seen(before, quotes) : own;
      const saved = await deps.claims.save({
        guestId,
        customerId: owner.id,
        carts: hands ? { from: guest, before: own, to: cart } : undefined,
        at: deps.now(),
      });
      if (saved === "moved") return saved;
      if (waitsFor !== null) throw orderErrors.inCheckout(waitsFor);
      return { ...(await viewCart(deps, owner, { cart, quotes, before })), notTaken: [...notTaken] };
    }),
  );
}

/** The orders that are being made from them; of two, those that still are: a crash may have left the mark of one. */
async function marksOf({ orders }: ClaimDeps, own: Cart, guest: Cart) {
  if (own.inCheckout === null || guest.inCheckout === null)
    return { own: own.inCheckout, guest: guest.inCheckout };
  const pending = async (id: string) => {
    const order = await orders.find(id);
    return order && !isSettled(order) ? id : null;
  };
  const [ofOwn, ofGuest] = await Promise.all([pending(own.inCheckout), pending(guest.inCheckout)]);
  return { own: ofOwn, guest: ofGuest };
}
