/** Shipping methods as staff manages them. Changing and removing throw `shipping.not_found`, what `expect` throws, and `busy`. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { NewShippingMethod, ShippingMethodPatch } from "@shop/contracts/order/shipping-methods";
import { change, type Expectation } from "@shop/kit/change";
import type { Places } from "../addresses/address.ts";
import { shippingErrors } from "./errors.ts";
import type { ShippingMethodStore } from "./shipping-method-store.ts";
import { create, edit, type ShippingMethod } from "./shipping-method.ts";

export type ManageShippingMethodDeps = {
  readonly shippingMethods: ShippingMethodStore;
  readonly currencies: ShopCurrencies;
  readonly places: Pick<Places, "isCountry">;
  readonly newId: () => string;
};

/** Throws `shipping.id_taken`, and `request.invalid` for countries and currencies that there are not. */
export async function createShippingMethod(
  deps: ManageShippingMethodDeps,
  input: NewShippingMethod,
): Promise<ShippingMethod> {
  const id = input.id ?? deps.newId();
  const saved = await deps.shippingMethods.insert(create(id, input, deps));
  if (saved === "taken") throw shippingErrors.idTaken(id);
  return saved;
}

export async function getShippingMethod(
  { shippingMethods }: Pick<ManageShippingMethodDeps, "shippingMethods">,
  id: string,
): Promise<ShippingMethod> {
  const method = await shippingMethods.find(id);
  if (!method) throw shippingErrors.notFound(id);
  return method;
}

type Target = { readonly id: string; readonly expect: Expectation };

/** Throws `request.invalid` for countries and currencies that there are not. */
export async function updateShippingMethod(
  deps: ManageShippingMethodDeps,
  { id, expect }: Target,
  patch: ShippingMethodPatch,
): Promise<ShippingMethod> {
  const changed = await change({
    expect,
    find: () => getShippingMethod(deps, id),
    decide: (method) => edit(method, patch, deps),
    save: async (before, after) => {
      const saved = await deps.shippingMethods.save(before, after);
      return saved === "taken" ? "moved" : saved;
    },
  });
  return changed.decision ? changed.saved : changed.before;
}

export async function removeShippingMethod(
  deps: ManageShippingMethodDeps,
  { id, expect }: Target,
): Promise<void> {
  await change({
    expect,
    find: () => getShippingMethod(deps, id),
    decide: (method) => method,
    save: (before) => deps.shippingMethods.remove(before),
  });
}
