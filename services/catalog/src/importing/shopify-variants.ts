/** The variants that records with one handle describe. */
import { Sku } from "@shop/contracts/catalog/variants";
import type { AppError } from "@shop/kit/errors";
import anyAscii from "any-ascii";
import { productErrors, type FieldError } from "../products/errors.ts";
import { fingerprintOf } from "../slugs/fingerprint.ts";
import { slugOf } from "../slugs/slug.ts";
import { toMinorUnits, toNumber } from "./number-text.ts";
import type { Warning } from "./row.ts";
import { titleOf, valueIgnored, type ColumnName, type Columns, type Dialect } from "./shopify-columns.ts";

type Options = Readonly<Record<string, string>>;

export type ReadVariant = {
  /** `isGiven`: by the file; otherwise made here. */
  readonly sku: { readonly value: string; readonly isGiven: boolean };
  /** Undefined where the file has no columns of them. */
  readonly options: Options | undefined;
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
  const naming = { slug, made: new Set<string>(), written: described.map(writtenIn(columns)) };
  const variants = described.map((cells, place) => {
    const options = hasOptions ? optionsOf(cells, optionNames, columns) : undefined;
    const price = readPrice(columns.cellOf(cells, "price"), dialect);
    if ("fault" in price) errors.push({ path: `variants.${place}.price`, message: price.fault });
    const { sku, warning } = skuOf(place, naming, options ?? {});
    const { numbers, ignored } = readNumbers(cells, dialect);
    warnings.push(...(warning ? [warning] : []), ...ignored);
    const amount = "amount" in price ? price.amount : 0;
    return { sku, options, price: { amount, currency: dialect.currency }, ...numbers };
  });
  return errors.length > 0 ? { error: productErrors.invalid(errors) } : { variants, warnings };
}

function readPrice(
  text: string,
  { decimals, decimalMark }: Dialect,
): { readonly amount: number } | { readonly fault: string } {
  const amount = toMinorUnits(text, decimals, decimalMark);
  if (amount === undefined) return { fault: `${titleOf("price")} ${text || "(empty)"} is no price` };
  if (amount !== "unclear") return { amount };
  return {
    fault: `${titleOf("price")} ${text} may be thousands or decimals: write no mark between thousands`,
  };
}

/** `Title` with `Default Title` is how a product without options is written. */
function optionsOf(
  cells: readonly string[],
  names: readonly string[],
  columns: Columns,
): Record<string, string> {
  const named = optionColumns.map(([, column], index) => [names[index] ?? "", columns.cellOf(cells, column)]);
  // A name that no object can have, such as __proto__, is kept for the contract to refuse.
  return Object.fromEntries(
    named.filter(
      ([name, value]) => name !== "" && value !== "" && !(name === "Title" && value === "Default Title"),
    ),
  ) as Record<string, string>;
}

/** What is on the shelf of a SKU that has no level yet; more was sold than there was: nothing. */
const toStock = (value: number): number | undefined =>
  Number.isInteger(value) && value <= 1_000_000_000 ? Math.max(value, 0) : undefined;

/** Whole grams, also where a spreadsheet wrote decimals. */
const toGrams = (value: number): number | undefined =>
  value >= 0 && value <= 1_000_000 ? Math.round(value) : undefined;

const numberColumns = [
  { column: "quantity", field: "stock", toField: toStock },
  { column: "grams", field: "weightGrams", toField: toGrams },
] as const satisfies readonly { column: ColumnName; field: keyof ReadVariant; toField: unknown }[];

/** A product is no worse for a number that is none; but it is told. */
function readNumbers(
  cells: readonly string[],
  { columns, decimalMark }: Dialect,
): { numbers: Pick<ReadVariant, "stock" | "weightGrams">; ignored: Warning[] } {
  const numbers: { stock?: number; weightGrams?: number } = {};
  const ignored: Warning[] = [];
  for (const { column, field, toField } of numberColumns) {
    const text = columns.cellOf(cells, column);
    if (text === "") continue;
    const value = toNumber(text, decimalMark);
    const read = value === undefined ? undefined : toField(value);
    if (read === undefined) ignored.push(valueIgnored(column, text));
    else numbers[field] = read;
  }
  return { numbers, ignored };
}

const longestSku = 64;

type Naming = {
  readonly slug: string;
  /** Those of the product's variants that had none before this one. */
  readonly made: Set<string>;
  readonly written: readonly Written[];
};

/** A SKU as the file has it, and in our alphabet; both empty where it has none. */
type Written = { readonly given: string; readonly ours: string };

const writtenIn =
  (columns: Columns) =>
  (cells: readonly string[]): Written => {
    // Spreadsheets are kept from reading a SKU as a number by an apostrophe before it.
    const given = columns.cellOf(cells, "sku").replace(/^'/, "");
    return { given, ours: Sku.safeParse(given).success ? given : inOurAlphabet(given) };
  };

const inOurAlphabet = (sku: string): string =>
  anyAscii(sku.normalize("NFKC"))
    .replace(/[^A-Za-z0-9._~+:-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");

/** A SKU that is not one of ours is brought into their alphabet; a missing one is made of handle and options, always the same. */
function skuOf(
  place: number,
  naming: Naming,
  options: Options,
): { sku: ReadVariant["sku"]; warning?: Warning } {
  const { given, ours } = naming.written[place]!;
  if (given === "") return { sku: { value: makeSku(naming, options), isGiven: false } };
  if (given === ours) return { sku: { value: given, isGiven: true } };
  const isMeant = naming.written.every((other) => other.ours !== ours || other.given === given);
  const plain = ours === "" ? naming.slug : ours;
  const value = cut(isMeant ? plain : `${plain}-${fingerprintOf(given)}`);
  const message = `The SKU ${given} has characters that none has here, and has become ${value}`;
  return { sku: { value, isGiven: true }, warning: { code: "import.sku_rewritten", message } };
}

/**
 * A slug has no underscores, so that `scarf` in blue and a product called `scarf-blue` are not the same. Options that
 * differ in signs alone, such as +1.5 and -1.5, are told apart by a fingerprint.
 */
function makeSku({ slug, made }: Naming, options: Options): string {
  const plain = cut(
    [slug, ...Object.values(options).map((value) => slugOf(value) || fingerprintOf(value))].join("_"),
  );
  const sku = made.has(plain) ? cut(`${plain}_${fingerprintOf(JSON.stringify(options))}`) : plain;
  made.add(sku);
  return sku;
}

/** Two that differ only behind the end stay two. */
const cut = (sku: string): string =>
  sku.length <= longestSku ? sku : `${sku.slice(0, longestSku - 9)}-${fingerprintOf(sku)}`;
