/** Everything the world may know about the catalog service; the shapes of what it keeps are in `product.ts`, `review.ts`, `stock.ts` and `quote.ts`. */
import { z } from "zod";
import { defineEndpoint, defineEvent } from "./contract.ts";
import {
  Category,
  IdOrSlug,
  ImageName,
  ImportReport,
  ImportRow,
  NewCategory,
  NewProduct,
  Product,
  ProductInput,
  ProductItem,
  ProductPatch,
  ProductStatus,
  Sku,
  maxMembers,
} from "./product.ts";
import { ProductQuery } from "./product-query.ts";
import { Quote, catalogInternalApi } from "./quote.ts";
import { Review, ReviewInput } from "./review.ts";
import { Movement, Stock, StockAdjustment, StockLevel } from "./stock.ts";
import { Id, Timestamp, pageOf, pageQuery } from "./values.ts";
import { few } from "./words.ts";

export { Quote, Sku, catalogInternalApi };

const publicRead = { access: "all", cacheControl: "public, max-age=5" } as const;
const seesDrafts = "With a token of staff, what is not `active` is shown too.";
const productParams = z.object({ id: IdOrSlug });
const skuParams = z.object({ sku: Sku });
const productBody = { bodyLimit: 1024 * 1024, etag: true, refuses: ["conflict"] } as const;

export const catalogApi = {
  listProducts: defineEndpoint({
    method: "get",
    path: "/products",
    summary:
      "Products, page by page; the public sees those that are `active`. `attributes.<name>=<value>` asks for an attribute",
    description: seesDrafts,
    ...publicRead,
    query: ProductQuery,
    status: 200,
    reply: pageOf(ProductItem),
  }),
  createProduct: defineEndpoint({
    method: "post",
    path: "/products",
    summary: "Add a product",
    access: "staff",
    body: few(maxMembers, NewProduct),
    ...productBody,
    location: true,
    status: 201,
    reply: Product,
  }),
  importProducts: defineEndpoint({
    method: "post",
    path: "/products/import",
    summary:
      "Add and update products from a stream, one JSON object a line; a bad line is reported, the others kept, unless nearly all are bad",
    access: "staff",
    bodyMode: "stream",
    bodyRow: ImportRow,
    bodyTypes: ["application/x-ndjson"],
    bodyLimit: 1024 ** 3,
    timeoutMs: 30 * 60_000,
    cost: 20,
    status: 200,
    reply: ImportReport,
  }),
  getProduct: defineEndpoint({
    method: "get",
    path: "/products/:id",
    summary: "One product, by id or slug",
    ...publicRead,
    params: productParams,
    etag: true,
    status: 200,
    reply: Product,
  }),
  replaceProduct: defineEndpoint({
    method: "put",
    path: "/products/:id",
    summary: "Replace a product; never creates one",
    access: "staff",
    params: productParams,
    body: few(maxMembers, ProductInput),
    ...productBody,
    ifMatch: "required",
    status: 200,
    reply: Product,
  }),
  updateProduct: defineEndpoint({
    method: "patch",
    path: "/products/:id",
    summary: "Change parts of a product by a JSON merge patch",
    access: "staff",
    params: productParams,
    body: few(maxMembers, ProductPatch),
    bodyTypes: ["application/merge-patch+json", "application/json"],
    ...productBody,
    ifMatch: "required",
    status: 200,
    reply: Product,
  }),
  removeProduct: defineEndpoint({
    method: "delete",
    path: "/products/:id",
    summary: "Remove a product",
    access: "staff",
    params: productParams,
    ifMatch: "required",
    refuses: ["conflict"],
    status: 204,
    reply: z.undefined(),
  }),
  listReviews: defineEndpoint({
    method: "get",
    path: "/products/:id/reviews",
    summary: "What customers say about a product, newest first",
    ...publicRead,
    params: productParams,
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(Review),
  }),
  createReview: defineEndpoint({
    method: "post",
    path: "/products/:id/reviews",
    summary: "Review a product, once",
    access: "customer",
    params: productParams,
    body: few(maxMembers, ReviewInput),
    refuses: ["conflict"],
    cost: 5,
    status: 201,
    reply: Review,
  }),
  listCategories: defineEndpoint({
    method: "get",
    path: "/categories",
    summary: "The category tree, as a flat list",
    ...publicRead,
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(Category),
  }),
  createCategory: defineEndpoint({
    method: "post",
    path: "/categories",
    summary: "Add a category",
    access: "staff",
    body: few(maxMembers, NewCategory),
    etag: true,
    refuses: ["conflict"],
    status: 201,
    reply: Category,
  }),
  getImage: defineEndpoint({
    method: "get",
    path: "/images/:name",
    summary: "A picture",
    access: "all",
    params: z.object({ name: ImageName }),
    status: 200,
    reply: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    replyType: "image/svg+xml",
    cacheControl: "public, max-age=31536000, immutable",
  }),
  getStock: defineEndpoint({
    method: "get",
    path: "/stock/:sku",
    summary: "How many there are of a SKU",
    access: "staff",
    params: skuParams,
    etag: true,
    status: 200,
    reply: Stock,
  }),
  setStock: defineEndpoint({
    method: "put",
    path: "/stock/:sku",
    summary: "Set how many are on hand, for example after counting",
    access: "staff",
    params: skuParams,
    body: z.strictObject({ onHand: StockLevel }),
    ifMatch: "required",
    etag: true,
    refuses: ["conflict"],
    status: 200,
    reply: Stock,
  }),
  adjustStock: defineEndpoint({
    method: "post",
    path: "/stock/:sku/adjustments",
    summary: "Add to what is on hand, or take away",
    access: "staff",
    params: skuParams,
    body: StockAdjustment,
    idempotent: true,
    etag: true,
    status: 200,
    reply: Stock,
  }),
  listMovements: defineEndpoint({
    method: "get",
    path: "/stock/:sku/movements",
    summary: "The ledger of a SKU, newest first",
    access: "staff",
    params: skuParams,
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(Movement),
  }),
};

const orderId = z.object({ orderId: Id });

export const catalogEvents = {
  /** Created, edited, reviewed or put on sale. */
  productChanged: defineEvent(
    "catalog.product_changed",
    z.object({ productId: Id, categoryIds: z.array(Id), status: ProductStatus }),
  ),
  productRemoved: defineEvent(
    "catalog.product_removed",
    z.object({ productId: Id, categoryIds: z.array(Id) }),
  ),
  /** Every line of the order is held until `expiresAt`. */
  stockReserved: defineEvent("catalog.stock_reserved", orderId.extend({ expiresAt: Timestamp })),
  /** Nothing is held: not enough when asked to hold, or the hold had ended when asked to commit. */
  stockRejected: defineEvent("catalog.stock_rejected", orderId.extend({ skus: z.array(Sku) })),
  /** The hold became a sale. */
  stockCommitted: defineEvent("catalog.stock_committed", orderId),
  /** A hold ended, or a committed sale was taken back; what happened is in `returned`. */
  stockReleased: defineEvent("catalog.stock_released", orderId.extend({ returned: z.boolean() })),
  /** Staff changed a level, or a SKU sold out or came back. */
  stockLevelChanged: defineEvent(
    "catalog.stock_level_changed",
    z.object({ sku: Sku, productId: Id, available: z.int().nonnegative(), inStock: z.boolean() }),
  ),
};
