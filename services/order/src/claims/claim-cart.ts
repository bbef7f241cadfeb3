import type { NotTaken } from "@shop/contracts/order/claims";
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import { again, requireSeen, type Expectation } from "@shop/kit/change";
import type { CartStore } from "../carts/cart-store.ts";
import { viewCart, type Owner } from "../carts/cart-coupon.ts";
import { seen } from "../carts/cart.ts";
import { quotesFor, type CartDeps } from "../carts/change-cart.ts";
import type { ClaimStore } from "./claim-store.ts";
import { hasSomething, merged } from "./claim.ts";
import type { GuestOf } from "./guest-token-provider.ts";

export type ClaimDeps = Omit<CartDeps, "carts"> & {
  readonly carts: Pick<CartStore, "find">;
  readonly claims: ClaimStore;
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
 * `expect` throws, what the catalog's client throws, and `busy`: then nothing has changed.
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
      const hands = hasSomething(guest);
      const { cart: before, notTaken } = hands ? merged(own, guest) : { cart: own, notTaken: [] };
      const quotes = await quotesFor(deps, before);
      const cart = hands ? seen(before, quotes) : own;
      const saved = await deps.claims.save({
        guestId,
        customerId: owner.id,
        carts: hands ? { from: guest, before: own, to: cart } : undefined,
        at: deps.now(),
      });
      if (saved === "moved") return saved;
      return { ...(await viewCart(deps, owner, { cart, quotes, before })), notTaken: [...notTaken] };
    }),
  );
}
