/** A shop that is paid on a page of Stripe's: the way there, back without having paid, and there once more. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secretKey, startFakeStripe, type FakeStripe } from "../../services/order/test/fake-stripe.ts";
import { intentEvent, sendStripeEvent, webhookSecret } from "../../services/order/test/stripe-events.ts";
import { openShop, type TestShop } from "../test-shop.ts";
import { choose, fillIn, home, press, putInBag, says, untilSaid } from "./buying.ts";
import { openPage } from "./people.ts";

const stripesSite = "https://checkout.stripe.com";

let fake: FakeStripe;
let shop: TestShop;
const open = new AsyncDisposableStack();
beforeAll(async () => {
  fake = open.use(await startFakeStripe());
  const env = {
    PAYMENT_PROVIDER: "stripe",
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_URL: fake.url,
  };
  shop = open.use(await openShop({ env }));
}, 240_000);
afterAll(() => open[Symbol.asyncDispose](), 60_000);

const isAtStripe = (page: Page): Promise<void> => page.waitForURL(`${stripesSite}/**`);

/** The shop's own address is another of this machine's names. */
const pathIn = (url = ""): string => new URL(url).pathname;

test.each([
  ["with scripts", true],
  ["without a script", false],
])(
  "%s: ordered, led to the payment, back without having paid, there again, and paid",
  async (_, hasScript) => {
    const page = await openPage({
      baseURL: shop.gatewayUrl,
      javaScriptEnabled: hasScript,
      leadsTo: stripesSite,
    });
    await page.route(`${stripesSite}/**`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<h1>Pay here</h1>" }),
    );
    await putInBag(page, await shop.sell(5));
    await page.goto("/checkout");
    await fillIn(page, home);
    await choose(page, "shippingMethod", "standard");
    await press(page, "Place order");
    await isAtStripe(page);
    const id = fake.orderAt(page.url());

    await page.goBack();
    expect(new URL(page.url()).pathname).toBe("/checkout");
    await page.goto(pathIn(fake.asked(id)["cancel_url"]));
    expect(await says(page)).toContain("The payment waits for you.");
    await page.getByRole("link", { name: "Go on to payment" }).click();
    await isAtStripe(page);

    const body = intentEvent("amount_capturable_updated", fake.pay(fake.sessionsOf(id)[0]!.id, "paid"));
    expect(await sendStripeEvent(shop.gatewayUrl, { body })).toEqual({ status: 202 });
    await page.goto(pathIn(fake.asked(id)["success_url"]));
    await untilSaid(page, "Confirmed", { isPlain: !hasScript });
    expect(fake.intentsOf(id)).toMatchObject([{ status: "succeeded" }]);
  },
);
