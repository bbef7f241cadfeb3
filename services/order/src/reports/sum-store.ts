/**
 * Sums of sales, by quarters of an hour of UTC: wherever clocks stand, a day begins with one of them. Which day that is
 * is not the database's business: it may know other time zones than we do.
 */
import type { mongo } from "mongoose";
import type { SaleRow } from "./sale-store.ts";
import type { SoldProduct } from "./sale.ts";

export type Range = { readonly currency: string; readonly first: Date; readonly last: Date };

export type Sums = {
  readonly at: Date;
  readonly revenue: number;
  readonly orders: number;
  readonly units: number;
};
export type Refunded = { readonly at: Date; readonly amount: number };

export type SumStore = {
  sold(range: Range): Promise<Sums[]>;
  refunded(range: Range): Promise<Refunded[]>;
  /** Those with the most revenue first, of equals the one that sold more units. */
  topProducts(range: Range, count: number): Promise<SoldProduct[]>;
};

const quarterOf = (field: string) => ({ $dateTrunc: { date: field, unit: "minute", binSize: 15 } });

const within = ({ first, last }: Range) => ({ $gte: first, $lte: last });

export const createSumStore = (sales: mongo.Collection<SaleRow>): SumStore => ({
  sold: async (range) => {
    const found = sales.aggregate<Omit<Sums, "at"> & { _id: Date }>([
      { $match: { currency: range.currency, capturedAt: within(range) } },
      {
        $group: {
          _id: quarterOf("$capturedAt"),
          revenue: { $sum: "$revenue" },
          orders: { $sum: 1 },
          units: { $sum: "$units" },
        },
      },
    ]);
    return (await found.toArray()).map(({ _id: at, ...sums }) => ({ at, ...sums }));
  },

  refunded: async (range) => {
    const { currency } = range;
    const found = sales.aggregate<{ _id: Date; amount: number }>([
      { $match: { currency, refunds: { $elemMatch: { at: within(range) } } } },
      { $unwind: "$refunds" },
      { $match: { "refunds.at": within(range) } },
      { $group: { _id: quarterOf("$refunds.at"), amount: { $sum: "$refunds.amount" } } },
    ]);
    return (await found.toArray()).map(({ _id: at, amount }) => ({ at, amount }));
  },

  topProducts: async (range, count) => {
    const found = sales.aggregate<Omit<SoldProduct, "productId"> & { _id: string }>([
      { $match: { currency: range.currency, capturedAt: within(range) } },
      { $sort: { capturedAt: 1 } },
      { $unwind: "$products" },
      {
        $group: {
          _id: "$products.productId",
          name: { $last: "$products.name" },
          units: { $sum: "$products.units" },
          revenue: { $sum: "$products.revenue" },
        },
      },
      { $sort: { revenue: -1, units: -1, _id: 1 } },
      { $limit: count },
    ]);
    return (await found.toArray()).map(({ _id: productId, ...product }) => ({ productId, ...product }));
  },
});
