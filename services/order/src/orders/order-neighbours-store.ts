/**
 * What changes together with an order in other documents, its cart and its coupon: then there is a transaction, and only
 * then. Orders that use one coupon take turns in this process, where they would only make each other begin again.
 */
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { CartStore } from "../carts/cart-store.ts";
import type { CouponStore } from "../coupons/coupon-store.ts";
import type { Decision } from "./order.ts";

/** Writes the order itself, as part of the transaction when there is one. */
type Write = (transaction?: Transaction) => Promise<void>;

export type OrderNeighbours = {
  /** The cart goes into checkout and the coupon is used, or nothing is written: it is no longer as it was decided on. */
  place(decision: Decision, insert: Write): Promise<"saved" | "cart_moved" | "coupon_moved">;
  /** What was bought leaves the cart; the coupon of an order that has ended is given back. */
  move(decision: Decision, write: Write): Promise<void>;
};

type Deps = {
  readonly transact: Transact;
  readonly carts: Pick<CartStore, "beginCheckout" | "endCheckout" | "takeOrdered">;
  readonly coupons: Pick<CouponStore, "use" | "giveBack">;
};

/** Thrown out of a transaction, so that it rolls back. */
const cartMoved = new Error("Somebody changed or bought the cart meanwhile");
const couponMoved = new Error("Somebody changed or used up the coupon meanwhile");

export function createOrderNeighbours({ transact, carts, coupons }: Deps): OrderNeighbours {
  const takeTurns = createDocumentTurns();
  const couponOf = ({ order: { coupon } }: Decision): string[] => (coupon === null ? [] : [coupon]);

  return {
    place: async (decision, insert) => {
      const { redeems, order } = decision;
      const { id: orderId, placedBy: ownerId, cartVersion: version } = order;
      const place = async (transaction: Transaction): Promise<void> => {
        if (redeems && !(await coupons.use(redeems, orderId, transaction))) throw couponMoved;
        const checkout = version !== null && { ownerId, orderId, version };
        if (checkout && !(await carts.beginCheckout(checkout, transaction))) throw cartMoved;
        await insert(transaction);
      };
      try {
        if (version === null && !redeems) await insert();
        else await takeTurns(couponOf(decision), () => transact(place));
        return "saved";
      } catch (error) {
        if (error === cartMoved) return "cart_moved";
        if (error === couponMoved) return "coupon_moved";
        throw error;
      }
    },

    move: async (decision, write) => {
      const { id: orderId, placedBy: ownerId, cartVersion: version, lines, coupon } = decision.order;
      if (decision.cart === "bought" && version !== null)
        await transact(async (transaction) => {
          await write(transaction);
          await carts.takeOrdered({ ownerId, orderId, version, lines, coupon }, transaction);
        });
      else if (decision.returnsCoupon && coupon !== null)
        await takeTurns([coupon], () =>
          transact(async (transaction) => {
            await write(transaction);
            await coupons.giveBack(orderId, transaction);
          }),
        );
      else await write();
      // A crash before it leaves a mark that keeps nobody from buying: the order it names has ended.
      if (decision.cart === "released") await carts.endCheckout({ ownerId, orderId });
    },
  };
}
