/** Coupons as staff manages them. Changing and removing throw `coupon.not_found`, what `expect` throws, and `busy`. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { CouponPatch, NewCoupon } from "@shop/contracts/order/coupons";
import { change, type Expectation } from "@shop/kit/change";
import type { CouponStore } from "./coupon-store.ts";
import { create, edit, type Coupon } from "./coupon.ts";
import { couponErrors } from "./errors.ts";

export type CouponDeps = {
  readonly coupons: CouponStore;
  readonly currencies: ShopCurrencies;
  readonly newId: () => string;
};

/** Throws `coupon.code_taken`, and `request.invalid` for what does not fit together. */
export async function createCoupon(
  { coupons, currencies, newId }: CouponDeps,
  input: NewCoupon,
): Promise<Coupon> {
  const saved = await coupons.insert(create(input, { currencies, serial: newId() }));
  if (saved === "taken") throw couponErrors.codeTaken(input.code);
  return saved;
}

export async function getCoupon({ coupons }: Pick<CouponDeps, "coupons">, code: string) {
  const coupon = await coupons.find(code);
  if (!coupon) throw couponErrors.notFound(code);
  return coupon;
}

type Target = { readonly code: string; readonly expect: Expectation };

/** Throws `request.invalid` for what does not fit together. */
export async function updateCoupon(
  deps: CouponDeps,
  { code, expect }: Target,
  patch: CouponPatch,
): Promise<Coupon> {
  const changed = await change({
    expect,
    find: () => getCoupon(deps, code),
    decide: (coupon) => edit(coupon, patch, deps.currencies),
    save: async (before, after) => {
      const saved = await deps.coupons.save(before, { ...after, id: code });
      return saved === "taken" ? "moved" : saved;
    },
  });
  return changed.decision ? changed.saved : changed.before;
}

export async function removeCoupon(deps: CouponDeps, { code, expect }: Target): Promise<void> {
  await change({
    expect,
    find: () => getCoupon(deps, code),
    decide: (coupon) => coupon,
    save: (before) => deps.coupons.remove(before),
  });
}
