/** Lists of products from MongoDB, which is the truth about what a search has found, too. */
import type { Total } from "@shop/contracts/language/page";
import { collectionOf } from "@shop/kit/mongo/collections";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { Connection, mongo } from "mongoose";
import type { PageRequest, Position, SortKey } from "../paging/page.ts";
import { positionFields, positionOf, toListCommand } from "./product-list-rows.ts";
import type { IndexedList } from "./indexed-list.ts";
import { listedFields, toListed, type ProductRow } from "./product-rows.ts";
import { productCollection } from "./product-collection-rows.ts";
import type { Listed } from "./product.ts";
import { shelfOf } from "./shelves.ts";

export type Placed = { readonly product: Listed; readonly position: Position<SortKey> };

/** What of a search's filter may have changed since its index was written. */
export type Shown = {
  readonly statuses: readonly string[];
  /** Minor units of `currency`, both inclusive. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStockOnly: boolean;
  readonly currency: string;
  readonly categoryId?: string | undefined;
  readonly brands?: readonly string[] | undefined;
};

export type ProductListStore = {
  list(list: IndexedList, page: PageRequest<SortKey>): Promise<Placed[]>;
  count(list: IndexedList): Promise<Total>;
  /** Of these ids those that may be shown, in no order. */
  findListed(ids: readonly string[], shown: Shown): Promise<Listed[]>;
};

export function createProductListStore({
  connection,
}: {
  readonly connection: Connection;
}): ProductListStore {
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  return {
    list: async (list, { limit, after }) => {
      const { filter, ...order } = toListCommand(list, after);
      const projection = { ...listedFields, ...positionFields(list) };
      const rows = await products.find(filter, { ...order, limit, projection }).toArray();
      return rows.map((row) => ({ product: toListed(row), position: positionOf(list, row) }));
    },

    count: (list) => {
      const { filter, hint } = toListCommand(list, undefined);
      return countRows(products, filter, hint);
    },

    findListed: async (ids, shown) => {
      if (ids.length === 0) return [];
      const rows = await products.find(toShown(ids, shown), { projection: listedFields }).toArray();
      return rows.map(toListed);
    },
  };
}

const toShown = (
  ids: readonly string[],
  { statuses, minPrice = 0, maxPrice = Number.MAX_SAFE_INTEGER, inStockOnly, currency, ...standing }: Shown,
): mongo.Filter<ProductRow> =>
  ({
    _id: { $in: [...ids] },
    status: { $in: [...statuses] },
    [`lowest.${currency}`]: { $gte: minPrice, $lte: maxPrice },
    ...(inStockOnly && { inStock: true }),
    ...onShelves(currency, standing),
  }) as mongo.Filter<ProductRow>;

function onShelves(
  currency: string,
  { categoryId, brands = [] }: Pick<Shown, "categoryId" | "brands">,
): mongo.Filter<ProductRow> {
  const ofBrands = brands.map((brand) => shelfOf(currency, { brand }));
  const all = [
    ...(categoryId === undefined ? [] : [{ shelves: shelfOf(currency, { categoryId }) }]),
    ...(ofBrands.length === 0 ? [] : [{ shelves: { $in: ofBrands } }]),
  ];
  return all.length === 0 ? {} : { $and: all };
}
