import type { Scratch } from "./scratch.ts";

/** What a customer wants to have written on a card, with the order. */
export async function addField({ edit, add, read, run }: Scratch): Promise<void> {
  await edit(
    "shared/contracts/src/order/orders.ts",
    [
      "    shipments: z.array(Shipment),",
      "    giftMessage: z.string().nullable(),\n    shipments: z.array(Shipment),",
    ],
    ["    coupon: optionalLine(64),", "    coupon: optionalLine(64),\n    giftMessage: optionalLine(200),"],
  );
  await edit("shared/contracts/src/order/examples.ts", [
    "  shipments: [],",
    "  giftMessage: null,\n  shipments: [],",
  ]);
  await edit("services/order/src/orders/order.ts", [
    "  readonly owes: readonly Task[];\n  /** The version of the cart",
    "  readonly giftMessage: string | null;\n  readonly owes: readonly Task[];\n  /** The version of the cart",
  ]);
  await edit("services/order/src/orders/place.ts", [
    "      owes: [ends],\n      isStockBack",
    "      giftMessage: request.giftMessage ?? null,\n      owes: [ends],\n      isStockBack",
  ]);
  await edit(
    "services/order/src/orders/order-rows.ts",
    ["  readonly payment: Payment;", "  readonly payment: Payment;\n  readonly giftMessage?: string | null;"],
    ["  invoice: null,\n  ...order,", "  invoice: null,\n  giftMessage: null,\n  ...order,"],
  );
  await edit("services/order/src/orders/order-view.ts", [
    "  shipments: order.shipments.map(",
    "  giftMessage: order.giftMessage,\n  shipments: order.shipments.map(",
  ]);
  const kept = await read("services/order/test/kept-rows/2026-11-layout-2.json");
  const { orders, carts } = JSON.parse(kept) as { orders: object[]; carts: object[] };
  const later = { orders: orders.map((order) => ({ ...order, giftMessage: "With love" })), carts };
  await add("services/order/test/kept-rows/2026-12-gift-message.json", `${JSON.stringify(later, null, 2)}\n`);
  await add(
    "services/order/test/gift-messages.test.ts",
    `import { readFileSync } from "node:fs";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrderRow } from "../src/orders/order-rows.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

test("an order keeps its gift message", async () => {
  const alice = await shop.as();
  const placed = await alice.placeOrder({ body: anOrder({ giftMessage: "With love" }), headers: newKey() });
  expect(placed.body.giftMessage).toBe("With love");
  expect((await alice.getOrder({ params: { id: placed.body.id } })).body.giftMessage).toBe("With love");
});

test("an order from before there were any has none", async () => {
  const file = new URL("kept-rows/2026-11-layout-2.json", import.meta.url);
  const { orders } = mongoose.mongo.BSON.EJSON.parse(readFileSync(file, "utf8")) as { orders: OrderRow[] };
  const [row] = orders.filter(({ state }) => state === "confirmed");
  if (!row) throw new Error("No confirmed order was kept");
  await shop.orders.insertOne(row);
  const { _id: id, customerId } = row;
  const { body } = await (await shop.as(customerId)).getOrder({ params: { id } });
  expect([body.status, body.giftMessage]).toEqual(["confirmed", null]);
});
`,
  );
  await run("docs");
}
