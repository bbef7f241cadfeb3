/** Which currencies this database was last served in. */
import { collectionOf, type Collection } from "@shop/kit/mongo/collections";
import type { Connection } from "mongoose";
import { productCollection } from "./product-collection-rows.ts";
import type { ProductRow } from "./product-rows.ts";

export const currencyCollection: Collection = { name: "currencies" };

type CurrencyRow = { readonly _id: "shop"; readonly codes: readonly string[] };

export type CurrencyStore = {
  /** Empty before the first. */
  served(): Promise<readonly string[]>;
  save(codes: readonly string[]): Promise<void>;
  /** Active products that have no price in it. Looks at every product. */
  countWithout(currency: string): Promise<number>;
};

export function createCurrencyStore({ connection }: { readonly connection: Connection }): CurrencyStore {
  const currencies = collectionOf<CurrencyRow>(connection, currencyCollection.name);
  const products = collectionOf<ProductRow>(connection, productCollection.name);
  return {
    served: async () => (await currencies.findOne({ _id: "shop" }))?.codes ?? [],
    save: async (codes) => {
      await currencies.updateOne({ _id: "shop" }, { $set: { codes: [...codes] } }, { upsert: true });
    },
    countWithout: (currency) =>
      products.countDocuments({ status: "active", [`lowest.${currency}`]: { $exists: false } }),
  };
}
