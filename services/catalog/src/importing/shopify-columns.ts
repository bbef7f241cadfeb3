/** The columns of a Shopify product export, by the names they have in its first line. */
import { importErrors } from "./errors.ts";
import type { Warning } from "./row.ts";

const names = {
  handle: "Handle",
  title: "Title",
  description: "Body (HTML)",
  brand: "Vendor",
  type: "Type",
  tags: "Tags",
  published: "Published",
  status: "Status",
  option1Name: "Option1 Name",
  option1Value: "Option1 Value",
  option2Name: "Option2 Name",
  option2Value: "Option2 Value",
  option3Name: "Option3 Name",
  option3Value: "Option3 Value",
  sku: "Variant SKU",
  quantity: "Variant Inventory Qty",
  price: "Variant Price",
  grams: "Variant Grams",
  picture: "Image Src",
} as const;
export type ColumnName = keyof typeof names;

export type Columns = {
  /** How many the first line names. */
  readonly count: number;
  /** A column that is absent says nothing, and changes nothing. */
  readonly has: (column: ColumnName) => boolean;
  /** Trimmed; empty where the record has no such cell. */
  readonly cellOf: (cells: readonly string[], column: ColumnName) => string;
};

const needed: readonly ColumnName[] = ["handle", "price"];

/** Throws `import.columns_missing` for a file of something else. */
export function readColumns(head: readonly string[]): Columns {
  const places = new Map(head.map((name, place) => [name.trim().toLowerCase(), place]));
  const placeOf = (column: ColumnName): number | undefined => places.get(names[column].toLowerCase());
  const missing = needed.filter((column) => placeOf(column) === undefined);
  if (missing.length > 0) throw importErrors.columnsMissing(missing.map((column) => names[column]));
  const known = new Map(
    (Object.keys(names) as ColumnName[]).map((column) => [column, placeOf(column)] as const),
  );
  return {
    count: head.length,
    has: (column) => known.get(column) !== undefined,
    cellOf: (cells, column) => cells[known.get(column) ?? -1]?.trim() ?? "",
  };
}

/** What a message calls a column. */
export const titleOf = (column: ColumnName): string => names[column];

export const valueIgnored = (column: ColumnName, value: string): Warning => ({
  code: "import.value_ignored",
  message: `${titleOf(column)} ${value} is not understood, and changes nothing`,
});

export type Dialect = {
  readonly columns: Columns;
  /** Of the prices, and how many decimals it has. */
  readonly currency: string;
  readonly decimals: number;
  readonly decimalMark: "." | ",";
};

export type Group = {
  readonly line: number;
  /** In lower case, as it stands in the file otherwise. */
  readonly handle: string;
  /** By which its product is found; empty where the handle has nothing that fits into an address. */
  readonly slug: string;
  readonly records: (readonly string[])[];
  size: number;
  /** Whether all of it is UTF-8. */
  isReadable: boolean;
  /** A record says something where no column is: which of its cells is which is not known. */
  hasSurplus: boolean;
  /** One record alone is longer than a line may be. */
  hasLongRecord: boolean;
  /** More than a product can be: its records are not kept any more. */
  isTooLong: boolean;
};
