/** Tax rates as staff manages them. Changing and removing throw `tax.not_found`, what `expect` throws, and `busy`. */
import type { NewTaxRate, TaxRatePatch } from "@shop/contracts/order/tax-rates";
import { change, type Expectation } from "@shop/kit/change";
import type { Places } from "../addresses/address.ts";
import { taxErrors } from "./errors.ts";
import type { TaxRateStore } from "./tax-rate-store.ts";
import { create, edit, type TaxRate } from "./tax-rate.ts";

export type TaxRateDeps = {
  readonly taxRates: TaxRateStore;
  readonly places: Pick<Places, "isCountry">;
  readonly newId: () => string;
};

/** Throws `tax.rate_exists`, and `request.invalid` for a country that there is not. */
export async function createTaxRate(
  { taxRates, places, newId }: TaxRateDeps,
  input: NewTaxRate,
): Promise<TaxRate> {
  const saved = await taxRates.insert(create(newId(), input, places));
  if (saved === "taken") throw taxErrors.rateExists();
  return saved;
}

export async function getTaxRate({ taxRates }: Pick<TaxRateDeps, "taxRates">, id: string): Promise<TaxRate> {
  const rate = await taxRates.find(id);
  if (!rate) throw taxErrors.notFound(id);
  return rate;
}

type Target = { readonly id: string; readonly expect: Expectation };

/** Throws as `createTaxRate` does. */
export async function updateTaxRate(
  deps: TaxRateDeps,
  { id, expect }: Target,
  patch: TaxRatePatch,
): Promise<TaxRate> {
  const changed = await change({
    expect,
    find: () => getTaxRate(deps, id),
    decide: (rate) => edit(rate, patch, deps.places),
    save: async (before, after) => {
      const saved = await deps.taxRates.save(before, after);
      if (saved === "taken") throw taxErrors.rateExists();
      return saved;
    },
  });
  return changed.decision ? changed.saved : changed.before;
}

export async function removeTaxRate(deps: TaxRateDeps, { id, expect }: Target): Promise<void> {
  await change({
    expect,
    find: () => getTaxRate(deps, id),
    decide: (rate) => rate,
    save: (before) => deps.taxRates.remove(before),
  });
}
