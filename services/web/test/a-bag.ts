/** A bag with a thing in it, and a way to send it. */
import { examples } from "@shop/contracts/examples";
import { euros } from "@shop/contracts/language/values";
import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import { cartsApi, type Cart } from "@shop/contracts/order/carts";

export const cart: Cart = cartsApi.getCart.reply.parse(examples.getCart?.reply);
export const line = cart.lines[0]!;

export const inBag = (changes: Partial<Cart> = {}): Cart => ({ ...cart, ...changes });

export const standard: CartDelivery = {
  id: "standard",
  name: "Standard",
  price: euros(490),
  days: { min: 2, max: 4 },
  tax: euros(397),
  taxes: [{ rate: 1900, net: euros(2092), tax: euros(397) }],
  total: euros(2489),
};
