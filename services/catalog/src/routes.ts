import type { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import {
  categoriesTag,
  categoryTag,
  changeTagsOf,
  productTag,
  productsTag,
} from "@shop/contracts/catalog/tags";
import { hasRole } from "@shop/contracts/language/access";
import type { Caller } from "@shop/kit/auth/tokens";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { createCategory } from "./categories/create-category.ts";
import type { CategoryDeps } from "./categories/deps.ts";
import { listCategories } from "./categories/list-categories.ts";
import type { ImageDeps } from "./images/deps.ts";
import { getImage } from "./images/get-image.ts";
import { queryKey, toCursor, toPosition } from "./pages/cursors.ts";
import { createProduct } from "./products/create-product.ts";
import { removeProduct, replaceProduct, updateProduct } from "./products/edit-product.ts";
import { getProduct } from "./products/get-product.ts";
import { importProducts, type ImportDeps } from "./products/import-products.ts";
import { listProducts } from "./products/list-products.ts";
import type { Product } from "./products/product.ts";
import { quote } from "./products/quote.ts";
import { pageTagsOf, toItem, toPublicProduct } from "./products/view.ts";
import { createReview } from "./reviews/create-review.ts";
import type { ReviewDeps } from "./reviews/deps.ts";
import { listReviews } from "./reviews/list-reviews.ts";
import { adjustStock, getStock, setStock } from "./stock/change-level.ts";
import type { StockDeps } from "./stock/deps.ts";
import { listMovements } from "./stock/list-movements.ts";
import type { Level } from "./stock/stock.ts";

export type CatalogDeps = ImportDeps & CategoryDeps & ReviewDeps & StockDeps & ImageDeps;

type Handling = Handlers<typeof catalogApi & typeof catalogInternalApi>;

export const catalogRoutes = (deps: CatalogDeps, cursors: Cursors): Handling => ({
  listProducts: async ({ user, query }) => {
    const key = queryKey(isStaff(user) ? "products:staff" : "products", query);
    const after = toPosition(cursors, key, query.cursor);
    const { items, next, categoryId } = await listProducts(deps, { query, isStaff: isStaff(user), after });
    const page = { items: items.map(toItem), next: toCursor(cursors, key, next) };
    return reply(page, {
      next: page.next,
      tags: [productsTag, ...(categoryId ? [categoryTag(categoryId)] : [])],
    });
  },

  createProduct: async ({ body }) => {
    const product = await createProduct(deps, body);
    return reply(toPublicProduct(product), { ...aboutChange(product), location: `/products/${product.id}` });
  },

  importProducts: async ({ stream }) => reply(await importProducts(deps, stream), { tags: [productsTag] }),

  getProduct: async ({ user, params }) => {
    const product = await getProduct(deps, { ...params, isStaff: isStaff(user) });
    return reply(toPublicProduct(product), { etag: product.version, tags: pageTagsOf(product) });
  },

  replaceProduct: async ({ params, body, expect }) =>
    withChanged(await replaceProduct(deps, { ...params, expect }, body)),

  updateProduct: async ({ params, body, expect }) =>
    withChanged(await updateProduct(deps, { ...params, expect }, body)),

  removeProduct: async ({ params, expect }) => {
    const removed = await removeProduct(deps, { ...params, expect });
    return reply(undefined, { tags: changeTagsOf(removed.id) });
  },

  listReviews: async ({ user, params, query: { limit, cursor } }) => {
    const { id: productId } = await getProduct(deps, { ...params, isStaff: isStaff(user) });
    const key = queryKey("reviews", { productId });
    const after = toPosition(cursors, key, cursor);
    const { items, next } = await listReviews(deps, { productId, limit, after });
    const page = { items, next: toCursor(cursors, key, next) };
    return reply(page, { next: page.next, tags: [productTag(productId)] });
  },

  createReview: async ({ user, params, body }) => {
    const review = await createReview(deps, {
      productId: params.id,
      customerId: user.id,
      input: body,
    });
    return reply(review, { tags: changeTagsOf(review.productId) });
  },

  listCategories: async ({ query: { limit, cursor } }) => {
    const after = toPosition(cursors, "categories", cursor);
    const { items, next } = await listCategories(deps, { limit, after });
    const page = { items, next: toCursor(cursors, "categories", next) };
    return reply(page, { next: page.next, tags: [categoriesTag] });
  },

  createCategory: async ({ body }) => {
    const category = await createCategory(deps, body);
    return reply(category, { etag: category.version, tags: [categoriesTag] });
  },

  getImage: async ({ params }) => reply(await getImage(deps, params.name), { headers: imageHeaders }),

  getStock: async ({ params }) => withLevel(await getStock(deps, params.sku)),

  setStock: async ({ params, body, expect }) =>
    withLevel(await setStock(deps, { ...params, ...body, expect })),

  adjustStock: async ({ params, body, idempotency }) =>
    withLevel(await adjustStock(deps, { ...params, ...body, keyed: idempotency })),

  listMovements: async ({ params, query: { limit, cursor } }) => {
    const key = queryKey("movements", params);
    const { items, next } = await listMovements(deps, {
      ...params,
      limit,
      after: toPosition(cursors, key, cursor),
    });
    const page = { items, next: toCursor(cursors, key, next) };
    return reply(page, { next: page.next });
  },

  quote: async ({ body }) => ({ items: await quote(deps, body.skus) }),
});

const isStaff = (user: Caller | undefined): boolean => user !== undefined && hasRole(user, "staff");

const aboutChange = ({ id, version }: Product) => ({ etag: version, tags: changeTagsOf(id) });

const withChanged = (product: Product) => reply(toPublicProduct(product), aboutChange(product));

const withLevel = ({ sku, onHand, available, held, version, productId }: Level) =>
  reply(
    { sku, onHand, available, held, version },
    { etag: version, ...(productId !== null && { tags: changeTagsOf(productId) }) },
  );

/** A picture may style itself and do nothing else. */
const imageHeaders = { "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'" };
