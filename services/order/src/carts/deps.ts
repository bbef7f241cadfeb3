/** What the cart domain needs from the outside. */
import type { Quote } from "@shop/contracts/catalog";
import type { Cart } from "./cart.ts";

export type CartStore = {
  /** An owner without a cart has an empty one, of version 0. */
  find(ownerId: string): Promise<Cart>;
  /** `moved`: somebody changed the cart since version `before`. */
  save(cart: Cart, before: number): Promise<"saved" | "moved">;
  /** Takes away the mark of an order that has ended; another order's mark stays. */
  endCheckout(ownerId: string, orderId: string): Promise<void>;
};

export type CartDeps = {
  readonly carts: CartStore;
  readonly catalog: { quotesOf(skus: readonly string[]): Promise<ReadonlyMap<string, Quote>> };
};
