import type { stockApi } from "@shop/contracts/catalog/stock";
import { changeTagsOf } from "@shop/contracts/catalog/tags";
import type { Cursors } from "@shop/kit/paging/cursor";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { queryKey, toCursor, toPosition } from "../paging/cursors.ts";
import { adjustStock, getStock, setStock } from "./change-level.ts";
import { listMovements, type LedgerDeps } from "./list-movements.ts";
import type { StockStore } from "./stock-store.ts";
import type { Level } from "./stock.ts";

type StockHandlers = Handlers<typeof stockApi>;

export type StockDeps = LedgerDeps & { readonly stock: Pick<StockStore, "find" | "adjust"> };

export const stockRoutes = (deps: StockDeps, cursors: Cursors): StockHandlers => ({
  getStock: async ({ params }) => withLevel(await getStock(deps, params.sku)),

  setStock: async ({ params, body, expect }) =>
    withLevel(await setStock(deps, { ...params, ...body, expect })),

  adjustStock: async ({ params, body, idempotency }) =>
    withLevel(await adjustStock(deps, { ...params, ...body, keyed: idempotency })),

  listMovements: async ({ params, query: { limit, cursor, count } }) => {
    const key = queryKey("movements", params);
    const after = toPosition(cursors, key, cursor);
    const { items, next } = await listMovements(deps, { ...params, limit, after });
    const total = count && { total: await deps.ledger.countOf(params.sku) };
    const page = { items, next: toCursor(cursors, key, next), ...total };
    return reply(page, { next: page.next });
  },
});

const withLevel = ({ sku, onHand, available, held, version, productId }: Level) =>
  reply(
    { sku, onHand, available, held, version },
    { etag: version, ...(productId !== null && { tags: changeTagsOf(productId) }) },
  );
