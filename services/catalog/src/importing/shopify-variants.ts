/** The variants that records with one handle describe. */
import { Sku } from "@shop/contracts/catalog/variants";
import type { AppError } from "@shop/kit/errors";
import anyAscii from "any-ascii";
import { productErrors, type FieldError } from "../products/errors.ts";
import { fingerprintOf } from "../slugs/fingerprint.ts";
import { slugOf } from "../slugs/slug.ts";
import { toMinorUnits } from "./price-text.ts";
import type { Warning } from "./row.ts";
import { titleOf, type ColumnName, type Columns, type Dialect } from "./shopify-columns.ts";

export type ReadVariant = {
  /** `isGiven`: by the file; otherwise made here. */
  readonly sku: { readonly value: string; readonly isGiven: boolean };
  /** Undefined where the file has no columns of them. */
  readonly options: Readonly<Record<string, string>> | undefined;
  readonly price: { readonly amount: number; readonly currency: string };
  readonly stock?: number;
  readonly weightGrams?: number;
};

type Read = { readonly variants: readonly ReadVariant[]; readonly warnings: readonly Warning[] };

const optionColumns = [
  ["option1Name", "option1Value"],
  ["option2Name", "option2Value"],
  ["option3Name", "option3Value"],
] as const satisfies readonly (readonly [ColumnName, ColumnName])[];

/** A record with none of these has only a picture. */
const variantColumns: readonly ColumnName[] = ["option1Value", "sku", "price"];

/** `error` names what cannot be read, by the place of its variant. */
export function readVariants(
  records: readonly (readonly string[])[],
  slug: string,
  dialect: Dialect,
): Read | { readonly error: AppError } {
  const { columns } = dialect;
  const described = records.filter((cells) =>
    variantColumns.some((name) => columns.cellOf(cells, name) !== ""),
  );
  // Named in the first record alone.
  const optionNames = optionColumns.map(([name]) => columns.cellOf(records[0]!, name));
  const hasOptions = optionColumns.some(([, column]) => columns.has(column));
  const warnings: Warning[] = [];
  const errors: FieldError[] = [];
  const variants = described.map((cells, place) => {
    const options = hasOptions ? optionsOf(cells, optionNames, columns) : undefined;
    const text = columns.cellOf(cells, "price");
    const amount = toMinorUnits(text, dialect.decimals, dialect.decimalMark);
    if (amount === undefined)
      errors.push({
        path: `variants.${place}.price`,
        message: `${titleOf("price")} ${text || "(empty)"} is no price`,
      });
    const { sku, warning } = skuOf(columns.cellOf(cells, "sku"), slug, options ?? {});
    if (warning) warnings.push(warning);
    return {
      sku,
      options,
      price: { amount: amount ?? 0, currency: dialect.currency },
      ...stockOf(cells, columns),
      ...weightOf(cells, columns),
    };
  });
  return errors.length > 0 ? { error: productErrors.invalid(errors) } : { variants, warnings };
}

/** `Title` with `Default Title` is how a product without options is written. */
function optionsOf(
  cells: readonly string[],
  names: readonly string[],
  columns: Columns,
): Record<string, string> {
  const options: Record<string, string> = {};
  optionColumns.forEach(([, column], index) => {
    const [name, value] = [names[index] ?? "", columns.cellOf(cells, column)];
    const isDefault = name === "Title" && value === "Default Title";
    if (name !== "" && value !== "" && !isDefault) options[name] = value;
  });
  return options;
}

/** What is on the shelf of a SKU that has no level yet; more was sold than there was: nothing. */
function stockOf(cells: readonly string[], columns: Columns): { stock?: number } {
  const text = columns.cellOf(cells, "quantity");
  return /^-?\d{1,9}$/.test(text) ? { stock: Math.max(Number(text), 0) } : {};
}

/** Whole grams, also where a spreadsheet wrote decimals. */
function weightOf(cells: readonly string[], columns: Columns): { weightGrams?: number } {
  const text = columns.cellOf(cells, "grams");
  return /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? { weightGrams: Math.round(Number(text)) } : {};
}

const longestSku = 64;

/** A SKU that is not one of ours is brought into their alphabet; a missing one is made of handle and options, always the same. */
function skuOf(
  text: string,
  slug: string,
  options: Readonly<Record<string, string>>,
): { sku: ReadVariant["sku"]; warning?: Warning } {
  // Spreadsheets are kept from reading a SKU as a number by an apostrophe before it.
  const given = text.replace(/^'/, "");
  if (given === "") {
    const value = cut([slug, ...Object.values(options).map(slugOf)].filter((part) => part !== "").join("-"));
    return { sku: { value, isGiven: false } };
  }
  if (Sku.safeParse(given).success) return { sku: { value: given, isGiven: true } };
  const written = anyAscii(given.normalize("NFKC"))
    .replace(/[^A-Za-z0-9._~+:-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  const value = cut(written === "" ? slug : written);
  const message = `The SKU ${given} has characters that none has here, and has become ${value}`;
  return { sku: { value, isGiven: true }, warning: { code: "import.sku_rewritten", message } };
}

/** Two that differ only behind the end stay two. */
const cut = (sku: string): string =>
  sku.length <= longestSku ? sku : `${sku.slice(0, longestSku - 9)}-${fingerprintOf(sku)}`;
