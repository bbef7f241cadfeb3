/** Reading and changing a cart. Each change is made on the newest version, so none is lost. */
import { isPriced, type PricedQuote } from "@shop/contracts/catalog/quotes";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import { change, type Expectation } from "@shop/kit/change";
import type { TakeTurns } from "@shop/kit/mongo/document-turns";
import type { Catalog } from "../catalog-quotes/catalog-client.ts";
import {
  addLine,
  emptied,
  inCurrency,
  removeLine,
  requireCountable,
  seen,
  setLine,
  withCoupon,
  type Cart,
  type Quotes,
} from "./cart.ts";
import { usableCode, viewCart, type CartCouponDeps, type Owner } from "./cart-coupon.ts";
import type { CartStore } from "./cart-store.ts";
import { cartErrors } from "./errors.ts";

export type CartDeps = CartCouponDeps & {
  readonly carts: Pick<CartStore, "find" | "save">;
  readonly catalog: Catalog;
  readonly currencies: ShopCurrencies;
  /** Those who change one cart in this process wait for each other, where they would only be in each other's way. */
  readonly takeTurns: TakeTurns;
};

export type CartRequest = {
  readonly owner: Owner;
  readonly expect: Expectation;
};
type LineRequest = CartRequest & { readonly sku: string };
type QuantityRequest = LineRequest & { readonly quantity: number };

export async function getCart(deps: CartDeps, owner: Owner): Promise<PublicCart> {
  const cart = await deps.carts.find(owner.id);
  return viewCart(deps, owner, { cart, quotes: await quotesFor(deps, cart) });
}

export const addCartLine = (
  deps: CartDeps,
  { sku, quantity, ...request }: QuantityRequest,
): Promise<PublicCart> =>
  changeCart(deps, { ...request, sku }, (cart, quotes) =>
    requireCountable(addLine(cart, onSale(quotes, sku), quantity), quotes),
  );

export const setCartLine = (
  deps: CartDeps,
  { sku, quantity, ...request }: QuantityRequest,
): Promise<PublicCart> =>
  quantity === 0
    ? removeCartLine(deps, { ...request, sku })
    : changeCart(deps, { ...request, sku }, (cart, quotes) => {
        const changed = setLine(cart, onSale(quotes, sku), quantity);
        // A price that rose may have made it too large: it is made smaller step by step.
        const isMore = quantity > (cart.lines.find((line) => line.sku === sku)?.quantity ?? 0);
        return isMore ? requireCountable(changed, quotes) : changed;
      });

export const removeCartLine = (deps: CartDeps, { sku, ...request }: LineRequest): Promise<PublicCart> =>
  changeCart(deps, request, (cart) => {
    if (!cart.lines.some((line) => line.sku === sku)) throw cartErrors.lineNotFound(sku);
    return removeLine(cart, sku);
  });

export const emptyCart = (deps: CartDeps, request: CartRequest): Promise<PublicCart> =>
  changeCart(deps, request, emptied);

/** Throws `request.invalid` for a currency that the shop does not sell in. */
export async function setCartCurrency(
  deps: CartDeps,
  { currency, ...request }: CartRequest & { readonly currency: string },
): Promise<PublicCart> {
  if (!deps.currencies.includes(currency)) throw cartErrors.unknownCurrency(deps.currencies);
  return changeCart(deps, { ...request, currency }, (cart) => inCurrency(cart, currency));
}

/** Throws `coupon.<reason>` when it is of no use to the cart as it is. */
export const setCartCoupon = (
  deps: CartDeps,
  { code, ...request }: CartRequest & { readonly code: string },
): Promise<PublicCart> =>
  changeCart(deps, request, async (cart, quotes) =>
    withCoupon(cart, await usableCode(deps, request.owner, { code, cart, quotes })),
  );

export const removeCartCoupon = (deps: CartDeps, request: CartRequest): Promise<PublicCart> =>
  changeCart(deps, request, (cart) => withCoupon(cart, null));

async function changeCart(
  deps: CartDeps,
  { owner, expect, sku, currency }: CartRequest & { readonly sku?: string; readonly currency?: string },
  decide: (cart: Cart, quotes: Quotes) => Cart | Promise<Cart>,
): Promise<PublicCart> {
  const known = new Map<string, Quotes>();
  let quotes: Quotes = new Map();
  const { before, decision = before } = await deps.takeTurns([owner.id], () =>
    change({
      expect,
      find: () => deps.carts.find(owner.id),
      decide: async (cart) => {
        const asked = { ...cart, currency: currency ?? cart.currency };
        quotes = await quotesFor(deps, asked, { sku, known: known.get(asked.currency) });
        known.set(asked.currency, quotes);
        return seen(await decide(cart, quotes), quotes);
      },
      save: ({ version }, cart) => deps.carts.save(cart, version),
    }),
  );
  return viewCart(deps, owner, { cart: decision, quotes, before });
}

/** Asks for what is not known yet: a change that must be made again does not ask again. */
export async function quotesFor(
  { catalog }: Pick<CartDeps, "catalog">,
  { lines, currency }: Pick<Cart, "lines" | "currency">,
  { sku, known = new Map() }: { readonly sku?: string | undefined; readonly known?: Quotes | undefined } = {},
): Promise<Quotes> {
  const skus = new Set(lines.map((line) => line.sku));
  if (sku !== undefined) skus.add(sku);
  const missing = [...skus].filter((each) => !known.has(each));
  if (missing.length === 0) return known;
  return new Map([...known, ...(await catalog.quotesOf(missing, currency))]);
}

function onSale(quotes: Quotes, sku: string): PricedQuote {
  const quote = quotes.get(sku);
  if (!quote?.onSale || !isPriced(quote)) throw cartErrors.unknownSku(sku);
  return quote;
}
