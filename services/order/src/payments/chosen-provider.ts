/** Who moves the money, as the configuration says, and how its events are read. */
import { createHttpClient } from "@shop/kit/http/client";
import type { PaymentWebhooks } from "./notice.ts";
import type { PaymentProvider } from "./provider.ts";
import { createSandboxProvider } from "./sandbox-provider.ts";
import { createSandboxWebhooks } from "./sandbox-webhooks-provider.ts";

export type ProviderConfig = {
  readonly paymentUrl: string;
  readonly paymentTimeoutMs: number;
  readonly paymentWebhookSecret: string;
  /** Null: the sandbox. */
  readonly stripe: {
    readonly secretKey: string;
    readonly webhookSecret: string;
    readonly url: string;
    readonly shopUrl: string;
  } | null;
};

type Opened = { readonly payments: PaymentProvider; readonly webhooks: PaymentWebhooks };

/** `use` closes what it is handed when nothing needs it any more. */
export async function openProvider(
  { paymentUrl, paymentTimeoutMs: timeoutMs, paymentWebhookSecret, stripe: config }: ProviderConfig,
  use: <Resource extends Disposable>(resource: Resource) => Resource,
): Promise<Opened> {
  if (config) {
    // Its library is large: a shop without it need not carry it.
    const { createStripeClient } = await import("./stripe-client.ts");
    const { createStripeProvider } = await import("./stripe-provider.ts");
    const { createStripeWebhooks } = await import("./stripe-webhooks-provider.ts");
    const { secretKey, url, shopUrl, webhookSecret: secret } = config;
    const stripe = use(createStripeClient({ secretKey, url, timeoutMs }));
    return {
      payments: createStripeProvider({ stripe, shopUrl }),
      webhooks: createStripeWebhooks({ stripe, secret }),
    };
  }
  const sandbox = { name: "payment", baseUrl: paymentUrl, timeoutMs, hasBreaker: false };
  return {
    payments: createSandboxProvider(createHttpClient(sandbox)),
    webhooks: createSandboxWebhooks({ secret: paymentWebhookSecret }),
  };
}
