import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Logger } from "@shop/kit/process/logger";
import type { CurrencyStore } from "./currency-store.ts";

export type ChangeCurrenciesDeps = {
  readonly currencyStore: CurrencyStore;
  readonly log: Pick<Logger, "info" | "warn">;
};

/**
 * Says, when the shop sells in other currencies than before, how many products it now sells without a price in them.
 * Nothing is dropped: prices in a currency that was given up stay, and count again when it comes back. Cut off by a
 * crash it is said again, as what is served is saved last.
 */
export async function changeCurrencies(
  { currencyStore, log }: ChangeCurrenciesDeps,
  currencies: ShopCurrencies,
): Promise<void> {
  const before = await currencyStore.served();
  if (before.join() === currencies.join()) return;
  if (before.length > 0) log.info({ before, currencies }, "The shop's currencies have changed");
  for (const currency of currencies) {
    const products = await currencyStore.countWithout(currency);
    if (products > 0)
      log.warn({ currency, products }, `${products} active products have no price in ${currency}`);
  }
  await currencyStore.save(currencies);
}
