/** A product of an imported file, whatever the file's format. */
import type { ImportReport, ImportRow } from "@shop/contracts/catalog/imports";
import type { AppError } from "@shop/kit/errors";
import type { FirstStock, Product } from "../products/product.ts";

export type Warning = Readonly<Omit<ImportReport["warnings"][number], "line">>;

export type Target = { readonly by: "id" | "slug"; readonly name: string };

export type Row = {
  readonly line: number;
  /** Which product it is about; undefined: a new one. */
  readonly target: Target | undefined;
  /**
   * What the product is to be; what the file does not say is as it was. Throws `request.invalid`. It may be asked again
   * when others have changed the product meanwhile.
   */
  readonly inputFor: (before: Product | undefined) => ImportRow;
  readonly warnings: readonly Warning[];
  /** Of what was read, in characters. */
  readonly size: number;
};

export type BadRow = {
  readonly line: number;
  readonly error: AppError;
  readonly size: number;
  /** Nothing behind it can be read. */
  readonly isLast?: true;
};

export const isBad = (row: Row | BadRow): row is BadRow => "error" in row;

export const firstStockOf = ({ variants }: ImportRow): FirstStock =>
  new Map(variants.flatMap(({ sku, stock }) => (stock === undefined ? [] : [[sku, stock] as const])));
