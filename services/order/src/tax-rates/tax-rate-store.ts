/** Tax rates in MongoDB. */
import {
  createVersionedDocuments,
  type VersionedDocuments,
  type VersionedRow,
} from "@shop/kit/messaging/versioned-documents";
import { type Collection, collectionOf } from "@shop/kit/mongo/collections";
import { gather } from "@shop/kit/process/gather";
import type { Connection } from "mongoose";
import { plainRegion, type TaxRate } from "./tax-rate.ts";

/** A field that is added from now on is optional here, and `toTaxRate` gives it its value. */
type TaxRateRow = VersionedRow &
  Omit<TaxRate, "id" | "version"> & {
    /** However it is written, it is one region. */
    readonly regionKey: string | null;
  };

export const taxRateCollection: Collection = {
  name: "tax_rates",
  indexes: [
    {
      key: { country: 1, regionKey: 1, category: 1 },
      unique: true,
      name: "country_region_category",
      partialFilterExpression: { isRemoved: false },
    },
  ],
};

export type TaxRateStore = VersionedDocuments<TaxRate> & {
  /** Every rate of a country and of its regions. */
  ofCountry(country: string): Promise<readonly TaxRate[]>;
};

export function createTaxRateStore({ connection }: { readonly connection: Connection }): TaxRateStore {
  const rates = collectionOf<TaxRateRow>(connection, taxRateCollection.name);
  const ofCountry = gather(async (countries: readonly string[]) => {
    const rows = await rates.find({ country: { $in: [...countries] }, isRemoved: false }).toArray();
    return Map.groupBy(rows.map(toTaxRate), ({ country }) => country);
  });
  return {
    ...createVersionedDocuments<TaxRate, TaxRateRow>({
      connection,
      collection: taxRateCollection,
      toDocument: toTaxRate,
      toFields: ({ id: _id, version: _version, ...fields }) => ({
        ...fields,
        regionKey: fields.region === null ? null : plainRegion(fields.region),
      }),
    }),
    ofCountry: async (country) => (await ofCountry(country)) ?? [],
  };
}

const toTaxRate = ({
  _id,
  isRemoved: _isRemoved,
  outbox: _outbox,
  regionKey: _regionKey,
  ...rest
}: TaxRateRow): TaxRate => ({ id: _id, ...rest });
