/** What does not compile; run by the type checker alone. */
import type { catalogApi } from "@shop/contracts/catalog/api";
import type { orderApi } from "@shop/contracts/order/api";
import type { userApi } from "@shop/contracts/user/api";
import { expectTypeOf, test } from "vitest";
import type { Client } from "./client.ts";
import { each } from "./pages.ts";
import { follow } from "./streams.ts";
import { requestOf } from "./to-request.ts";

type Shop = Client<typeof catalogApi & typeof orderApi & typeof userApi>;

test("each rule of a contract is one of the compiler's", () => {
  const rules = (shop: Shop) => {
    const order = { contact: { email: "a@example.com", name: "A" } } as never;
    void [
      shop.listProducts(),
      shop.listProducts({ query: { limit: "3" } }),
      shop.getProduct({ params: { id: "66432" } }),
      shop.placeOrder({ body: order, idempotencyKey: "k" }),
      shop.placeOrder({ body: order, idempotencyKey: "k", ifMatch: 3, waitS: 5 }),
      shop.updateProduct({ params: { id: "1" }, body: { name: "New" }, ifMatch: "*" }),
      // @ts-expect-error -- no such endpoint
      shop.buyProduct,
      // @ts-expect-error -- which product?
      shop.getProduct(),
      // @ts-expect-error -- a misspelt parameter
      shop.getProduct({ params: { productId: "66432" } }),
      // @ts-expect-error -- a query that nobody knows
      shop.listOrders({ query: { colour: "red" } }),
      // @ts-expect-error -- an order without a key
      shop.placeOrder({ body: order }),
      // @ts-expect-error -- a key where none is taken
      shop.getProduct({ params: { id: "1" }, idempotencyKey: "k" }),
      // @ts-expect-error -- a change without a word of what was seen
      shop.updateProduct({ params: { id: "1" }, body: { name: "New" } }),
      // @ts-expect-error -- no body
      shop.logIn({}),
      // @ts-expect-error -- a body with a member missing
      shop.logIn({ body: { email: "a@example.com" } }),
      // @ts-expect-error -- it does not wait
      shop.getOrder({ params: { id: "1" }, waitS: 5 }),
      // @ts-expect-error -- no list
      each(shop.getMe),
      // @ts-expect-error -- no stream
      follow(shop.getOrder, { params: { id: "1" } }),
    ];
  };
  expectTypeOf(rules).toBeFunction();
});

test("what is sent by other means is held to the same rules", () => {
  const rules = ({ getProduct, listProducts }: typeof catalogApi) => {
    void [
      requestOf(listProducts),
      requestOf(getProduct, { params: { id: "66432" } }),
      // @ts-expect-error -- which product?
      requestOf(getProduct),
      // @ts-expect-error -- a query that nobody knows
      requestOf(listProducts, { query: { sort: "colour" } }),
    ];
  };
  expectTypeOf(rules).toBeFunction();
});

test("an answer has what its contract says, and no more", () => {
  type Placed = Awaited<ReturnType<Shop["placeOrder"]>>;
  expectTypeOf<Placed["status"]>().toEqualTypeOf<201>();
  expectTypeOf<Placed["etag"]>().toEqualTypeOf<string>();
  expectTypeOf<Placed["location"]>().toEqualTypeOf<string>();
  expectTypeOf<Placed["body"]["status"]>().toExtend<string>();
  expectTypeOf<Awaited<ReturnType<Shop["listOrders"]>>>().not.toHaveProperty("etag");
  expectTypeOf<Awaited<ReturnType<Shop["logOut"]>>["body"]>().toEqualTypeOf<undefined>();
  expectTypeOf<Awaited<ReturnType<Shop["exportProducts"]>>["body"]>().toExtend<AsyncIterable<unknown>>();
});
