/** One suite for both: the sandbox itself, and Stripe in recorded answers, judged by stripe-mock where it is installed. */
import { createHttpClient } from "@shop/kit/http/client";
import { startPaymentSandbox } from "@shop/testing/payment-sandbox";
import { describe } from "vitest";
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

describe("the sandbox", () => {
  providerContract(openSandbox);
});

describe(`Stripe, ${stripeMock ? "judged by stripe-mock" : "in recorded answers"}`, () => {
  providerContract(openStripe);
});
