import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import { viewCart, type Owner } from "../carts/cart-coupon.ts";
import { quotesFor, type CartDeps } from "../carts/change-cart.ts";
import type { ShippingMethodStore } from "../shipping-methods/shipping-method-store.ts";
import type { Destination } from "../shipping-methods/shipping-method.ts";
import type { TaxRateStore } from "../tax-rates/tax-rate-store.ts";
import { deliveriesOf } from "./cart-delivery.ts";

export type CartDeliveryDeps = Omit<CartDeps, "carts"> & {
  readonly carts: Pick<CartDeps["carts"], "find">;
  readonly shippingMethods: Pick<ShippingMethodStore, "list">;
  readonly taxRates: Pick<TaxRateStore, "ofCountry">;
};

/** More than this a shop has not got. */
const most = 1_000;

/** Throws `order.too_large`, and what the catalog's client throws. */
export async function listCartDeliveries(
  deps: CartDeliveryDeps,
  { owner, destination }: { readonly owner: Owner; readonly destination: Destination },
): Promise<{ version: number; items: CartDelivery[] }> {
  const cart = await deps.carts.find(owner.id);
  const [quotes, methods, taxRates] = await Promise.all([
    quotesFor(deps, cart),
    deps.shippingMethods.list({ limit: most, after: undefined }),
    deps.taxRates.ofCountry(destination.country),
  ]);
  const view = await viewCart(deps, owner, { cart, quotes });
  return {
    version: cart.version,
    items: deliveriesOf({ cart: view, quotes, destination, methods, taxRates }),
  };
}
