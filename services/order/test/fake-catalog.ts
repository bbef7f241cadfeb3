/** The catalog as the order service asks it, over HTTP and by its contract; what it sells is the test's to say. */
import { catalogPeopleApi } from "@shop/contracts/catalog/people";
import { quotesApi, type Quote } from "@shop/contracts/catalog/quotes";
import type { Money } from "@shop/contracts/language/values";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import { AppError } from "@shop/kit/errors";
import { createServiceApp } from "@shop/kit/http/server/app";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { createLogger } from "@shop/kit/process/logger";
import { startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";

/** Of what other services ask the catalog for, what this one does. */
const askedApi = { ...quotesApi, ...catalogPeopleApi };

export async function startFakeCatalog(serviceSecret: string) {
  /** By SKU, in one currency or several. */
  const quotes = new Map<string, readonly Quote[]>();
  const asked: { readonly skus: readonly string[]; readonly currency: string }[] = [];
  const interruptions = new Map<string, () => unknown>();
  const handlers: Handlers<typeof askedApi> = {
    listHeldByCatalog: async () => ({ section: "reviews", items: [], next: null }),
    quote: async ({ body: { skus, currency = "EUR" } }) => {
      asked.push({ skus, currency });
      const items = skus.flatMap((sku) => {
        const [first, ...others] = quotes.get(sku) ?? [];
        if (!first) return [];
        const priced = [first, ...others].find(({ price }) => price?.currency === currency);
        return priced ?? { ...first, price: null, onSale: false };
      });
      for (const sku of skus) await interruptions.get(sku)?.();
      return { items };
    },
  };
  const { keys } = createTestTokens();
  const app = createServiceApp({
    api: askedApi,
    handlers,
    verify: createTokenVerifier({ keys, serviceSecret, audience: "catalog" }),
    log: createLogger("catalog", "silent"),
    health: { isReady: () => true },
  });
  const server = await startServer(app);

  /** While a quote for `sku` is on its way. */
  const whileAsked = (sku: string, does: () => unknown): void => void interruptions.set(sku, does);

  return {
    url: server.url,
    /** Sold from now on, or at another price in its currency, or in another number. */
    offer: (...offered: readonly Quote[]): void => {
      for (const quote of offered) {
        const others = (quotes.get(quote.sku) ?? []).filter(
          ({ price }) => price?.currency !== quote.price?.currency,
        );
        quotes.set(quote.sku, [quote, ...others]);
      }
    },
    /** What it costs in other currencies than its quote's. */
    price: (sku: string, ...others: readonly Money[]): void => {
      const known = quotes.get(sku) ?? [];
      quotes.set(sku, [
        ...known,
        ...others.flatMap((price) => known.slice(0, 1).map((quote) => ({ ...quote, price }))),
      ]);
    },
    /** Every question so far. */
    asked,
    /** As if it had never been. */
    withdraw: (sku: string): void => void quotes.delete(sku),
    whileAsked,
    /** Whoever asks for `sku` is told that something broke. */
    fail: (sku: string): void =>
      whileAsked(sku, () => {
        throw new AppError("unavailable", "catalog.broken", "Something broke");
      }),
    /** Whoever asks for `sku` gets no answer. */
    hang: (sku: string): void => whileAsked(sku, () => new Promise(() => undefined)),
    /** Answers as ever again. */
    recover: (sku: string): void => void interruptions.delete(sku),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
export type FakeCatalog = Awaited<ReturnType<typeof startFakeCatalog>>;
