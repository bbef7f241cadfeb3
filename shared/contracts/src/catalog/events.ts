/** What the catalog announces. */
import { z } from "zod";
import { staffActedOf } from "../language/act.ts";
import { defineEvent } from "../language/event.ts";
import { Id, Timestamp } from "../language/values.ts";
import { ProductStatus } from "./products.ts";
import { categoryChangeTagsOf, changeTagsOf } from "./tags.ts";
import { Sku } from "./variants.ts";

const purges = ({ productId }: { readonly productId: string }) => changeTagsOf(productId);
const orderId = z.object({ orderId: Id });

export const catalogEvents = {
  /** Created, edited, reviewed or put on sale. */
  productChanged: defineEvent(
    "catalog.product_changed",
    z.object({ productId: Id, categoryIds: z.array(Id), status: ProductStatus }),
    { purges },
  ),
  productRemoved: defineEvent(
    "catalog.product_removed",
    z.object({ productId: Id, categoryIds: z.array(Id) }),
    { purges },
  ),
  /** Created, edited, moved or removed; and again once all products show it as it is. */
  categoryChanged: defineEvent("catalog.category_changed", z.object({ categoryId: Id }), {
    purges: ({ categoryId }) => categoryChangeTagsOf(categoryId),
  }),
  /** Nothing that is held here says any more whose it was. */
  personErased: defineEvent("catalog.person_erased", z.object({ userId: Id, erasureId: Id })),
  /** Every line of the order is held until `expiresAt`. */
  stockReserved: defineEvent("catalog.stock_reserved", orderId.extend({ expiresAt: Timestamp })),
  /** Nothing is held: not enough when asked to hold, or the hold had ended when asked to commit. */
  stockRejected: defineEvent("catalog.stock_rejected", orderId.extend({ skus: z.array(Sku) })),
  /** The hold became a sale. */
  stockCommitted: defineEvent("catalog.stock_committed", orderId),
  /**
   * A hold ended, or a committed sale was taken back; what happened is in `returned`. With a `refundId` it is no more
   * than the units of this refund that are on the shelf again.
   */
  stockReleased: defineEvent(
    "catalog.stock_released",
    orderId.extend({ returned: z.boolean(), refundId: Id.optional() }),
  ),
  /** Staff changed a level, or a SKU sold out, came back, or went below `LOW_STOCK` or above it: how it is now. */
  stockLevelChanged: defineEvent(
    "catalog.stock_level_changed",
    z.object({
      sku: Sku,
      productId: Id,
      available: z.int().nonnegative(),
      inStock: z.boolean(),
      /** As many as `LOW_STOCK`, or fewer. */
      low: z.boolean().optional(),
    }),
    { purges },
  ),
  /** Somebody of the staff has changed something, and what it looked like before and after. */
  staffActed: staffActedOf("catalog"),
};
