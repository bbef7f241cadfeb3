/** What is typed into a checkout, and what its page has of it. */
import { examples } from "@shop/contracts/examples";
import { euros } from "@shop/contracts/language/values";
import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import { ordersApi, type Order } from "@shop/contracts/order/orders";
import type { SavedAddress } from "@shop/contracts/user/addresses";
import type { Page } from "@shop/testing/plain-browser";
import { standard } from "./a-bag.ts";

export const order: Order = ordersApi.placeOrder.reply.parse(examples.placeOrder?.reply);

export const express: CartDelivery = {
  ...standard,
  id: "express",
  name: "Express",
  price: euros(1290),
  total: euros(3289),
};

export const saved: SavedAddress = { ...order.shippingAddress, id: "home", isDefault: true, version: 1 };

export const alice = {
  email: "alice@example.com",
  name: "Alice",
  line1: "Main St 1",
  city: "Berlin",
  postalCode: "10115",
  country: "DE",
};

export const place = (page: Page, filled: Record<string, string> = alice): Promise<Page> =>
  page.submit("/checkout", filled, "Place order");

export const typedIn = (page: Page) => page.form("/checkout").values;

export const keyIn = (page: Page): string => typedIn(page)["key"]?.[0] ?? "";
