/** The ledger of stock, from the two places where it lies. */
import type mongoose from "mongoose";

export type Movement = {
  readonly sku: string;
  readonly number: number;
  readonly type: string;
  readonly delta: number;
  readonly held: number;
  readonly orderId: string | null;
};

type Row = mongoose.mongo.Document;

/** The end of a SKU's ledger is in its level; what is being filed lies in both. */
export function toMovements(levels: readonly Row[], filed: readonly Row[]): Movement[] {
  const unfiled = levels.flatMap(({ _id, movements, unfiled: rows = [] }) =>
    (rows as Row[]).map((row, index): Row => {
      const number = Number(movements) - (rows as Row[]).length + index + 1;
      return { ...row, sku: `${_id}`, number };
    }),
  );
  const all = [...filed, ...unfiled].map((row): [string, Row] => [`${row["sku"]} ${row["number"]}`, row]);
  return [...new Map(all).values()] as unknown as Movement[];
}
