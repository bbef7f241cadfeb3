import type { Scratch } from "./scratch.ts";

/** Somebody has ordered a present: the order service announces it, the user service keeps it with the account. */
export async function addEvent({ edit, add, run }: Scratch): Promise<void> {
  await edit("shared/contracts/src/order/events.ts", [
    "  orderRefunded: ",
    '  giftOrdered: defineEvent("order.gift_ordered", orderId.extend({ customerId: Id })),\n  orderRefunded: ',
  ]);
  await edit("shared/contracts/src/shop.ts", [
    "      userEvents.sessionsRevoked,\n",
    "      userEvents.sessionsRevoked,\n      orderEvents.giftOrdered,\n",
  ]);
  await edit(
    "services/order/src/orders/place.ts",
    ["      sequence: 1,", "      sequence: gift.length + 1,"],
    [
      "  const ends = deadline(",
      "  const gift = request.giftMessage ? [orderEvents.giftOrdered.of({ orderId: id, customerId })] : [];\n  const ends = deadline(",
    ],
    ["lines: lines.map(toAsked), total })],", "lines: lines.map(toAsked), total }), ...gift],"],
  );
  await add(
    "services/order/src/orders/place.test.ts",
    `import { euros } from "@shop/contracts/language/values";
import { expect, test } from "vitest";
import { firstMethods } from "../shipping-methods/first-methods.ts";
import { firstRates } from "../tax-rates/first-rates.ts";
import { place } from "./place.ts";

const quote = {
  sku: "A",
  productId: "a",
  name: "A",
  image: null,
  price: euros(100),
  available: 1,
  onSale: true,
};
const contact = { email: "alice@example.com", name: "Alice" };
const shippingAddress = { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" };

const announced = (giftMessage?: string) => {
  const { order, events } = place({
    id: "order",
    number: "1",
    customerId: "alice",
    request: {
      contact,
      shippingAddress,
      shippingMethod: "standard",
      payment: { method: "card", token: "tok_ok" },
      ...(giftMessage !== undefined && { giftMessage }),
    },
    wanted: [{ sku: "A", quantity: 1, index: 0 }],
    cartVersion: null,
    currency: "EUR",
    shippingMethod: firstMethods(["DE"], ["EUR"])[0],
    taxRates: firstRates,
    coupon: undefined,
    quotes: new Map([["A", quote]]),
    deadlineMs: 1_000,
    now: new Date(),
  });
  expect(order.sequence).toBe(events.length);
  return events.map(({ name }) => name);
};

test("a present is announced, and nothing else is", () => {
  expect(announced("With love")).toEqual(["order.placed", "order.gift_ordered"]);
  expect(announced()).toEqual(["order.placed"]);
});
`,
  );
  await add(
    "services/user/src/accounts/note-gift.ts",
    `import type { AccountStore } from "./account-store.ts";

/** Repeating it changes nothing; a guest has no account that could keep it. */
export const noteGift = (
  { accounts }: { readonly accounts: Pick<AccountStore, "noteGift"> },
  { customerId, orderId }: { readonly customerId: string; readonly orderId: string },
): Promise<void> => accounts.noteGift(customerId, orderId);
`,
  );
  await add(
    "services/user/src/accounts/consumers.ts",
    `import { orderEvents } from "@shop/contracts/order/events";
import { on, type Subscription } from "@shop/kit/messaging/bus/subscription";
import type { AccountStore } from "./account-store.ts";
import { noteGift } from "./note-gift.ts";

export const accountConsumers = (deps: {
  readonly accounts: Pick<AccountStore, "noteGift">;
}): readonly Subscription[] => [on(orderEvents.giftOrdered, ({ data }) => noteGift(deps, data))];
`,
  );
  await edit(
    "services/user/src/accounts/account-store.ts",
    [
      "  readonly credential?: number;",
      "  readonly credential?: number;\n  readonly giftOrders?: readonly string[];",
    ],
    [
      "  /** Part of announcing events about an account",
      "  /** Once, however often it is told. */\n  noteGift(id: string, orderId: string): Promise<void>;\n  /** Part of announcing events about an account",
    ],
    [
      "    async countEvents(",
      "    async noteGift(id, orderId) {\n      await rows.updateOne({ _id: id }, { $addToSet: { giftOrders: orderId } });\n    },\n    async countEvents(",
    ],
  );
  await edit(
    "services/user/src/start.ts",
    [
      'import { accountRoutes } from "./accounts/routes.ts";',
      'import { accountConsumers } from "./accounts/consumers.ts";\nimport { accountRoutes } from "./accounts/routes.ts";',
    ],
    [
      "consumers: [...sessionConsumers(deps), ",
      "consumers: [...sessionConsumers(deps), ...accountConsumers(deps), ",
    ],
  );
  await add(
    "services/user/test/gifts.test.ts",
    `import { randomUUID } from "node:crypto";
import { orderEvents } from "@shop/contracts/order/events";
import { listenTo } from "@shop/testing/bus-ear";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUser, signedIn, type RunningUser } from "./running-user.ts";

let user: RunningUser;
beforeAll(async () => {
  user = await runUser();
});
afterAll(() => user[Symbol.asyncDispose]());

test("a present is kept with the account of who ordered it, once", async () => {
  await using ear = await listenTo(user.amqpUrl, {});
  const { user: ana } = await signedIn(user);
  const orderId = randomUUID();
  const kept = async () => (await user.rows("accounts").findOne({ _id: ana.id as never }))?.["giftOrders"];
  const fact = orderEvents.giftOrdered.of({ orderId, customerId: ana.id });
  for (const id of [randomUUID(), randomUUID()]) await ear.say(fact, { id });
  await ear.say(orderEvents.giftOrdered.of({ orderId, customerId: "guest" }));
  await expect.poll(kept).toEqual([orderId]);
  await ear.untilTaken("user");
  expect(await kept()).toEqual([orderId]);
});
`,
  );
  await run("golden");
  await run("docs");
  await edit("services/order/README.md", [
    "`order.refunded`, `order.shipping_method_changed`, `order.person_erased`.",
    "`order.refunded`, `order.shipping_method_changed`, `order.person_erased`, `order.gift_ordered`.",
  ]);
  await edit("services/user/README.md", [
    "Its own `user.sessions_revoked`",
    "`order.gift_ordered`: kept with the account. Its own `user.sessions_revoked`",
  ]);
}
