import type { couponsApi } from "@shop/contracts/order/coupons";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import type { Cursors } from "@shop/kit/paging/cursor";
import { pageById } from "../paging/page-by-id.ts";
import { toPublicCoupon, type Coupon } from "./coupon.ts";
import { createCoupon, getCoupon, removeCoupon, updateCoupon, type CouponDeps } from "./manage-coupons.ts";

export const couponRoutes = (deps: CouponDeps, cursors: Cursors): Handlers<typeof couponsApi> => ({
  listCoupons: async ({ query }) => {
    const page = await pageById(cursors, "coupons", deps.coupons, query);
    return reply({ ...page, items: page.items.map(toPublicCoupon) }, { next: page.next });
  },

  createCoupon: async ({ body }) => {
    const coupon = await createCoupon(deps, body);
    const location = `/admin/coupons/${coupon.code}`;
    return reply(toPublicCoupon(coupon), { etag: coupon.version, location });
  },

  getCoupon: async ({ params }) => withCoupon(await getCoupon(deps, params.code)),

  updateCoupon: async ({ params, expect, body }) =>
    withCoupon(await updateCoupon(deps, { ...params, expect }, body)),

  removeCoupon: async ({ params, expect }) => removeCoupon(deps, { ...params, expect }),
});

const withCoupon = (coupon: Coupon) => reply(toPublicCoupon(coupon), { etag: coupon.version });
