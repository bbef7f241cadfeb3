/** One suite for all: the sandbox itself, and Stripe in recorded answers, judged by stripe-mock where it is installed. */
import { createHttpClient } from "@shop/kit/http/client";
import { startPaymentSandbox } from "@shop/testing/payment-sandbox";
import { pageToken } from "@shop/contracts/order/payments";
import { describe } from "vitest";
import type { Order } from "../src/orders/order.ts";
import type { PaymentProvider } from "../src/payments/provider.ts";
import { createSandboxProvider } from "../src/payments/sandbox-provider.ts";
import { createStripeClient } from "../src/payments/stripe-client.ts";
import { createStripeProvider } from "../src/payments/stripe-provider.ts";
import { secretKey, startFakeStripe } from "./fake-stripe.ts";
import { providerContract } from "./provider-contract.ts";
import { startStripeMock, stripeMock } from "./stripe-mock.ts";

const openSandbox = async () => {
  const sandbox = await startPaymentSandbox();
  const options = { name: "payment", baseUrl: sandbox.url, timeoutMs: 2_000, hasBreaker: false };
  return {
    provider: createSandboxProvider(createHttpClient(options)),
    tokens: { good: "tok_ok", bad: "tok_insufficient_funds", none: "tok_of_nobody" },
    noToNone: "declined" as const,
    leave: async () => sandbox[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => undefined,
  };
};

const openStripe = async () => {
  await using open = new AsyncDisposableStack();
  const judge = stripeMock === undefined ? undefined : open.use(await startStripeMock(stripeMock));
  const fake = await startFakeStripe(judge);
  const stripe = open.use(createStripeClient({ secretKey, url: fake.url, timeoutMs: 2_000 }));
  const opened = open.move();
  return {
    fake,
    provider: createStripeProvider({ stripe, shopUrl: "https://shop.example.com" }),
    tokens: {
      good: "pm_card_visa",
      bad: "pm_card_visa_chargeDeclinedInsufficientFunds",
      none: "pm_of_nobody",
    },
    noToNone: "refused" as const,
    complaints: () => judge?.complaints ?? [],
    leave: async () => fake[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
};

/** Whoever is sent to the page pays there at once. */
const openStripePage = async () => {
  const { fake, provider, tokens, ...opened } = await openStripe();
  const pages = new Map<string, string>();
  const kept = (order: Order): Order => {
    const pageId = pages.get(order.id);
    return pageId === undefined ? order : { ...order, payment: { ...order.payment, pageId } };
  };
  const onPage: PaymentProvider = {
    ...provider,
    authorise: async (order) => {
      const answer = await provider.authorise(order);
      if (answer.kind !== "action" || answer.pageId === undefined) return answer;
      pages.set(order.id, answer.pageId);
      if (fake.sessionsOf(order.id)[0]?.status === "open") fake.pay(answer.pageId, "paid");
      const found = await provider.find(kept(order));
      if (found.kind !== "found") throw new Error(`There is ${found.kind}`);
      return { kind: "authorised", chargeId: found.charge.id };
    },
    find: (order) => provider.find(kept(order)),
    voidAuthorisation: (order) => provider.voidAuthorisation(kept(order)),
  };
  return { ...opened, provider: onPage, tokens: { ...tokens, good: pageToken } };
};

describe("the sandbox", () => {
  providerContract(openSandbox);
});

const judged = stripeMock ? "judged by stripe-mock" : "in recorded answers";

describe(`Stripe, ${judged}`, () => {
  providerContract(openStripe);
});

describe(`a page of Stripe's, ${judged}`, () => {
  providerContract(openStripePage, { isOnPage: true });
});
