/** Reading and changing a cart. Each change is made on the newest version, so none is lost. */
import { change, type Expectation } from "@shop/kit/change";
import type { TakeTurns } from "@shop/kit/mongo/document-turns";
import type { PricedQuote } from "@shop/contracts/catalog/quotes";
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import type { Catalog } from "../catalog-quotes/catalog-client.ts";
import { addLine, emptied, removeLine, requireCountable, setLine, toPublicCart, type Cart } from "./cart.ts";
import type { CartStore } from "./cart-store.ts";
import { cartErrors } from "./errors.ts";

export type CartDeps = {
  readonly carts: Pick<CartStore, "find" | "save">;
  readonly catalog: Catalog;
  /** Those who change one cart in this process wait for each other, where they would only be in each other's way. */
  readonly takeTurns: TakeTurns;
};

export type CartRequest = {
  readonly ownerId: string;
  readonly expect: Expectation;
};
type LineRequest = CartRequest & { readonly sku: string };
type QuantityRequest = LineRequest & { readonly quantity: number };

export async function getCart(deps: CartDeps, ownerId: string): Promise<PublicCart> {
  const cart = await deps.carts.find(ownerId);
  return toPublicCart(cart, await quotesFor(deps, cart));
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
    : changeCart(deps, { ...request, sku }, (cart, quotes) =>
        requireCountable(setLine(cart, onSale(quotes, sku), quantity), quotes),
      );

export const removeCartLine = (deps: CartDeps, { sku, ...request }: LineRequest): Promise<PublicCart> =>
  changeCart(deps, request, (cart) => {
    if (!cart.lines.some((line) => line.sku === sku)) throw cartErrors.lineNotFound(sku);
    return removeLine(cart, sku);
  });

export const emptyCart = (deps: CartDeps, request: CartRequest): Promise<PublicCart> =>
  changeCart(deps, request, emptied);

type Quotes = ReadonlyMap<string, PricedQuote>;

async function changeCart(
  deps: CartDeps,
  { ownerId, expect, sku }: CartRequest & { readonly sku?: string },
  decide: (cart: Cart, quotes: Quotes) => Cart,
): Promise<PublicCart> {
  let quotes: Quotes = new Map();
  const { before, decision } = await deps.takeTurns([ownerId], () =>
    change({
      expect,
      find: () => deps.carts.find(ownerId),
      decide: async (cart) => {
        quotes = await quotesFor(deps, cart, { sku, known: quotes });
        return decide(cart, quotes);
      },
      save: ({ version }, cart) => deps.carts.save(cart, version),
    }),
  );
  return toPublicCart(decision ?? before, quotes);
}

/** Asks for what is not known yet: a change that must be made again does not ask again. */
async function quotesFor(
  { catalog }: CartDeps,
  cart: Cart,
  { sku, known = new Map() }: { readonly sku?: string | undefined; readonly known?: Quotes } = {},
): Promise<Quotes> {
  const skus = new Set(cart.lines.map((line) => line.sku));
  if (sku !== undefined) skus.add(sku);
  const missing = [...skus].filter((each) => !known.has(each));
  return missing.length > 0 ? new Map([...known, ...(await catalog.quotesOf(missing))]) : known;
}

function onSale(quotes: Quotes, sku: string): PricedQuote {
  const quote = quotes.get(sku);
  if (!quote?.onSale) throw cartErrors.unknownSku(sku);
  return quote;
}
