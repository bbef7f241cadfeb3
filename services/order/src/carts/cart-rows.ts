/** How carts lie in MongoDB. A field that came later is optional here, and `toCart` gives it its value. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Cart, CartLine } from "./cart.ts";

export type CartRow = {
  readonly _id: string;
  /** `standing` is of 2026-11. */
  readonly lines: readonly (Omit<CartLine, "standing"> & Partial<Pick<CartLine, "standing">>)[];
  readonly currency?: string;
  readonly coupon?: string | null;
  readonly version: number;
  readonly updatedAt: Date;
  /** Absent when it is not in checkout. */
  readonly inCheckout?: string;
  /** Who has what was in it, since they claimed it. */
  readonly claimedBy?: string;
};

/** In a currency that the shop no longer sells in, it is priced in the shop's first. */
export function toCart(
  ownerId: string,
  row: Omit<CartRow, "_id"> | undefined,
  currencies: ShopCurrencies,
): Cart {
  const { lines = [], currency = currencies[0], coupon = null, version = 0, inCheckout = null } = row ?? {};
  return {
    ownerId,
    // What was put into a cart before it was kept how it stood could be bought then.
    lines: lines.map((line) => ({ standing: "available", ...line })),
    currency: currencies.includes(currency) ? currency : currencies[0],
    coupon,
    version,
    inCheckout,
  };
}
