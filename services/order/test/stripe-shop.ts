/** The order service with Stripe as its provider, and orders that are paid there. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { secretKey, startFakeStripe, type Trouble } from "./fake-stripe.ts";
import { anOrder, newKey, runOrder } from "./running-order.ts";
import { intentEvent, sendStripeEvent, webhookSecret, type IntentState } from "./stripe-events.ts";

export async function runStripeShop() {
  await using open = new AsyncDisposableStack();
  const fake = open.use(await startFakeStripe());
  const shopUrl = "https://shop.example.com";
  const shop = open.use(await runOrder({ stripe: { secretKey, webhookSecret, url: fake.url, shopUrl } }));

  /** Its stock is held; `troubles` wait for its calls. */
  async function place(token = "pm_card_visa", troubles: readonly Trouble[] = []) {
    const alice = await shop.as();
    const body = anOrder({ payment: { method: "card", token } });
    const { id } = (await alice.placeOrder({ body, headers: newKey() })).body;
    for (const trouble of troubles) fake.meets(trouble);
    await shop.reserve(id);
    const params = { id };
    return {
      id,
      read: async () => (await alice.getOrder({ params })).body,
      cancel: () => alice.cancelOrder({ params }),
      timeline: async () => (await alice.getTimeline({ params, query: { limit: 100 } })).body.items,
    };
  }

  /** As far as Stripe knows of it. */
  async function buy(...how: Parameters<typeof place>) {
    const order = await place(...how);
    const intent = await until(() => fake.intentsOf(order.id)[0], "Stripe has the payment");
    return { ...order, intent };
  }

  const commit = (orderId: string) => shop.catalogSays(catalogEvents.stockCommitted, { orderId });

  async function bought() {
    const order = await buy();
    await shop.untilTold(order.id, "payment.authorised");
    await commit(order.id);
    await shop.untilIs(order.id, "confirmed");
    return order;
  }

  /** By staff; answers its id. */
  async function refund(id: string, amount: number): Promise<string> {
    const staff = await shop.as(undefined, "staff");
    const body = { amount: euros(amount), reason: "broken" };
    const order = (await staff.refundOrder({ params: { id }, body, headers: newKey() })).body;
    return order.refunds[0]?.id ?? "";
  }

  const opened = open.move();
  return {
    fake,
    shop,
    place,
    buy,
    commit,
    bought,
    refund,
    sendEvent: (body: string) => sendStripeEvent(shop.url, { body }),
    sendIntent: (type: string, intent: IntentState) =>
      sendStripeEvent(shop.url, { body: intentEvent(type, intent) }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type StripeShop = Awaited<ReturnType<typeof runStripeShop>>;
