import type { Scratch } from "./scratch.ts";

/** `GET /orders/:id/receipt`: what was paid. */
export async function addEndpoint({ edit, add, run }: Scratch): Promise<void> {
  await edit(
    "shared/contracts/src/order/orders.ts",
    [
      "const orderParams = ",
      `export const Receipt = z
  .object({ number: z.string(), total: Money, paid: Money })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;

const orderParams = `,
    ],
    [
      "  cancelOrder: defineEndpoint({",
      `  getReceipt: defineEndpoint({
    method: "get",
    path: "/orders/:id/receipt",
    summary: "What was paid for an order",
    access: "guest",
    params: orderParams,
    refuses: { not_found: ["order.not_found"] },
    status: 200,
    reply: Receipt,
  }),
  cancelOrder: defineEndpoint({`,
    ],
  );
  await add(
    "services/order/src/orders/get-receipt.ts",
    `import type { Receipt } from "@shop/contracts/order/orders";
import { getOrder, type Reader } from "./get-order.ts";
import type { OrderStore } from "./order-store.ts";

/** Throws \`order.not_found\`. */
export async function getReceipt(
  deps: { readonly orders: Pick<OrderStore, "find"> },
  request: { readonly orderId: string; readonly reader: Reader },
): Promise<Receipt> {
  const { number, total, payment } = await getOrder(deps, request);
  return { number, total, paid: payment.captured };
}
`,
  );
  await edit(
    "services/order/src/orders/routes.ts",
    [
      'import type { OrderStore, Position } from "./order-store.ts";',
      `import { getReceipt } from "./get-receipt.ts";
import type { OrderStore, Position } from "./order-store.ts";`,
    ],
    [
      "  cancelOrder: async (",
      `  getReceipt: async ({ user, params }) =>
    getReceipt(deps, { orderId: params.id, reader: toReader(user) }),

  cancelOrder: async (`,
    ],
  );
  await add(
    "services/order/test/receipts.test.ts",
    `import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

test("a receipt says what was paid, and to nobody else", async () => {
  const alice = await shop.as();
  const { body: order } = await alice.placeOrder({ body: anOrder(), headers: newKey() });
  const params = { id: order.id };
  expect((await alice.getReceipt({ params })).body).toMatchObject({ paid: { amount: 0 } });
  await shop.confirmed(order.id);
  const { number, total } = order;
  expect((await alice.getReceipt({ params })).body).toEqual({ number, total, paid: total });
  const other = await (await shop.as()).getReceipt({ params });
  expect([other.status, other.problem?.code]).toEqual([404, "order.not_found"]);
});
`,
  );
  await edit(
    "tests/e2e/authorisation/rows.ts",
    [
      '    cancelOrder: "guest, orders:write",',
      '    getReceipt: "guest",\n    cancelOrder: "guest, orders:write",',
    ],
    ['  cancelOrder: "order",', '  getReceipt: "order",\n  cancelOrder: "order",'],
  );
  await run("docs");
}
