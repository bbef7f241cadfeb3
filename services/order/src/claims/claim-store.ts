/** A claim, saved all or nothing: the two carts, whose the orders are, and for whom their coupons count. */
import { isDuplicateKey } from "@shop/kit/mongo/duplicate-key";
import type { Transact } from "@shop/kit/mongo/transactions";
import type { CartStore, HandedOver } from "../carts/cart-store.ts";
import { redeemerOfAccount } from "../coupons/coupon.ts";
import type { CouponStore } from "../coupons/coupon-store.ts";
import type { OrderOwnerStore } from "../orders/order-owner-store.ts";

export type ClaimStore = {
  /** `carts`: absent when there is nothing to hand over. `moved`: one of them was changed or bought meanwhile. */
  save(claim: {
    readonly guestId: string;
    readonly customerId: string;
    readonly carts: HandedOver | undefined;
    readonly at: Date;
  }): Promise<"saved" | "moved">;
};

const moved = new Error("One of the carts was changed or bought meanwhile");

export const createClaimStore = ({
  transact,
  carts,
  owners,
  coupons,
}: {
  readonly transact: Transact;
  readonly carts: Pick<CartStore, "handOver">;
  readonly owners: OrderOwnerStore;
  readonly coupons: Pick<CouponStore, "countFor">;
}): ClaimStore => ({
  save: async ({ guestId, customerId, carts: handed, at }) => {
    try {
      await transact(async (transaction) => {
        if (handed && !(await carts.handOver(handed, transaction))) throw moved;
        const orderIds = await owners.giveTo({ from: guestId, to: customerId, at }, transaction);
        await coupons.countFor(redeemerOfAccount(customerId), orderIds, transaction);
      });
      return "saved";
    } catch (error) {
      if (error === moved || isDuplicateKey(error)) return "moved";
      throw error;
    }
  },
});
