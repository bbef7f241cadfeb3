import { loadConfig } from "@shop/kit/process/config";
import { expect, test } from "vitest";
import { Config } from "./config.ts";

const production = {
  NODE_ENV: "production",
  INTERNAL_TOKEN_SECRET: "0123456789".repeat(4),
  CURSOR_SECRET: "9876543210".repeat(4),
  PAYMENT_URL: "https://payments.example.com",
  SMTP_URL: "smtps://mail.example.com",
  MAIL_FROM: "Shop <orders@example.com>",
  SHOP_URL: "https://shop.example.com/",
  PAYMENT_WEBHOOK_SECRET: `whsec_${"abcd".repeat(8)}`,
};

test.each([
  ["PAYMENT_URL", undefined],
  ["PAYMENT_URL", "http://localhost:8090"],
  ["SMTP_URL", undefined],
  ["SMTP_URL", "smtp://127.0.0.1:1025"],
  ["MAIL_FROM", undefined],
  ["MAIL_FROM", "orders@supercoolshop.test"],
  ["SHOP_URL", undefined],
  ["SHOP_URL", "http://localhost:8080"],
])("production refuses %s=%s: payments and mails would go nowhere", (name, value) => {
  expect(() => loadConfig(Config, { ...production, [name]: value })).toThrow(
    new RegExp(`^Refusing to start in production with an address in ${name} that only`),
  );
});

test("production starts with addresses of its own", () => {
  expect(loadConfig(Config, production)).toMatchObject({
    paymentUrl: production.PAYMENT_URL,
    shopUrl: "https://shop.example.com",
    webhooks: { allowsPrivate: false },
  });
});

test("webhooks lead to private addresses only where that is said", () => {
  expect(loadConfig(Config, { WEBHOOK_ALLOW_PRIVATE: "true" }).webhooks).toEqual({ allowsPrivate: true });
  expect(() => loadConfig(Config, { WEBHOOK_ALLOW_PRIVATE: "perhaps" })).toThrow("WEBHOOK_ALLOW_PRIVATE");
});

test("a payment call may not take so long that an attempt outlives its lease", () => {
  expect(loadConfig(Config, {}).paymentTimeoutMs).toBe(4_000);
  expect(() => loadConfig(Config, { PAYMENT_TIMEOUT_MS: "5000" })).toThrow("PAYMENT_TIMEOUT_MS");
});

test.each([undefined, "whsec_c3VwZXJjb29sc2hvcC1kZXZlbG9wbWVudA=="])(
  "production refuses PAYMENT_WEBHOOK_SECRET=%s: everybody could say that an order is paid",
  (value) => {
    expect(() => loadConfig(Config, { ...production, PAYMENT_WEBHOOK_SECRET: value })).toThrow(
      /^Refusing to start in production with the development value of PAYMENT_WEBHOOK_SECRET/,
    );
  },
);

test("with Stripe nothing of the sandbox is needed, but Stripe's secrets are", () => {
  const { PAYMENT_URL: _url, PAYMENT_WEBHOOK_SECRET: _secret, ...others } = production;
  const stripe = { ...others, PAYMENT_PROVIDER: "stripe", STRIPE_SECRET_KEY: "sk_test_1" };
  expect(() => loadConfig(Config, stripe)).toThrow("STRIPE_WEBHOOK_SECRET");
  expect(loadConfig(Config, { ...stripe, STRIPE_WEBHOOK_SECRET: "whsec_1" }).stripe).toEqual({
    secretKey: "sk_test_1",
    webhookSecret: "whsec_1",
    url: "https://api.stripe.com",
    shopUrl: "https://shop.example.com",
  });
  expect(loadConfig(Config, production).stripe).toBeNull();
});
