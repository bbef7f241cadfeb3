/** Orders from before there were lists of all orders and reports: the first start with them brings them in. */
import { collectionOf } from "@shop/kit/mongo/collections";
import { firstNumber } from "@shop/kit/mongo/layout";
import { expect, onTestFinished, test } from "vitest";
import { anOrder, newKey, runOrder } from "./running-order.ts";

test("orders of the first layout are found by address and counted in the report", async () => {
  const shop = await runOrder();
  onTestFinished(() => shop[Symbol.asyncDispose]());
  const [alice, staff] = [await shop.as(), await shop.as("staff", "staff")];
  const contact = { email: "Early@Bücher.example", name: "Alice" };
  const { body: order } = await alice.placeOrder({ body: anOrder({ contact }), headers: newKey() });
  await shop.confirmed(order.id);
  await shop.ear.untilTaken("order");
  const query = { email: "early@xn--bcher-kva.example" };
  const layout = collectionOf<{ _id: string }>(shop.connection, "layout");
  const asItWas = async () => {
    await shop.orders.updateMany({}, { $unset: { emailKey: 1 } });
    await shop.connection.collection("sales").drop();
    await layout.updateOne({ _id: "layout" }, { $set: { number: firstNumber } });
  };
  await shop.restart();
  await asItWas();
  expect((await staff.listAllOrders({ query })).body.items).toEqual([]);
  await shop.restart();
  expect((await staff.listAllOrders({ query })).body.items.map(({ id }) => id)).toEqual([order.id]);
  expect((await staff.getSalesReport()).body.items.at(-1)).toMatchObject({ orders: 1, units: 1 });
});
