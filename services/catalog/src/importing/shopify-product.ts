/** Records with one handle, as what the product is to be. */
import { ImportRow } from "@shop/contracts/catalog/imports";
import { toInput, type Product } from "../products/product.ts";
import { maxRecordBytes } from "./csv.ts";
import { importErrors } from "./errors.ts";
import type { BadRow, Row, Warning } from "./row.ts";
import { titleOf, type ColumnName, type Columns, type Dialect, type Group } from "./shopify-columns.ts";
import { statusOf, unclearIn } from "./shopify-status.ts";
import { readVariants, type ReadVariant } from "./shopify-variants.ts";

export function toRow(group: Group, dialect: Dialect): Row | BadRow {
  const { line, size, records, slug } = group;
  if (!group.isReadable) return { line, size, error: importErrors.rowNotUtf8() };
  if (group.hasLongRecord) return { line, size, error: importErrors.rowTooLong(maxRecordBytes) };
  if (group.isTooLong) return { line, size, error: importErrors.malformed("No product has so many rows") };
  if (group.hasSurplus) return { line, size, error: importErrors.tooManyCells(dialect.columns.count) };
  if (slug === "") return { line, size, error: importErrors.malformed("The row has no handle") };
  const read = readVariants(records, slug, dialect);
  if ("error" in read) return { line, size, error: read.error };
  const warnings = [...read.warnings, ...warningsOf(group, dialect)];
  const inputFor = (before: Product | undefined): ImportRow => {
    const said = {
      slug,
      ...changesOf(records[0]!, before, dialect),
      variants: read.variants.map(merge(before)),
    };
    const result = ImportRow.safeParse(before ? { ...toInput(before), ...said } : said);
    if (result.success) return result.data;
    throw importErrors.invalid(result.error);
  };
  return { line, size, target: { by: "slug", name: slug }, inputFor, warnings };
}

/** What the first record says of the product; only it has these columns filled. */
function changesOf(first: readonly string[], before: Product | undefined, { columns }: Dialect): object {
  const given = (column: ColumnName): string | undefined =>
    columns.has(column) ? columns.cellOf(first, column) : undefined;
  const [title, description, brand] = [given("title"), given("description"), given("brand")];
  return {
    ...(title && { name: title }),
    ...(description !== undefined && { description }),
    ...(brand !== undefined && { brand: brand || null }),
    ...statusOf(first, before, columns),
    attributes: attributesOf(first, before, columns),
  };
}

const attributeColumns = { Type: "type", Tags: "tags" } as const;

function attributesOf(
  first: readonly string[],
  before: Product | undefined,
  columns: Columns,
): Record<string, string> {
  const attributes = { ...before?.attributes };
  for (const [name, column] of Object.entries(attributeColumns)) {
    if (!columns.has(column)) continue;
    const value = columns.cellOf(first, column);
    if (value === "") delete attributes[name];
    else attributes[name] = value;
  }
  return attributes;
}

/** A variant that is there keeps what the file says nothing about. */
const merge =
  (before: Product | undefined) =>
  ({ sku, options, ...variant }: ReadVariant): object => {
    const all = before ? toInput(before).variants : [];
    const known = sku.isGiven ? all.find((each) => each.sku === sku.value) : meant(all, options);
    return {
      ...known,
      sku: known?.sku ?? sku.value,
      options: options ?? known?.options ?? {},
      ...variant,
    };
  };

/** One without a SKU is known by its options; without these it is the only one. Throws when there are several. */
function meant<Variant extends { readonly options: Options }>(
  all: readonly Variant[],
  options: Options | undefined,
): Variant | undefined {
  if (options) return all.find((each) => isSame(each.options, options));
  if (all.length <= 1) return all[0];
  throw importErrors.malformed(
    "The product has several variants: say which by Variant SKU or by its options",
  );
}

type Options = Readonly<Record<string, string>>;

const isSame = (one: Options, other: Options): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => other[name] === value);

function warningsOf({ handle, slug, records }: Group, { columns }: Dialect): Warning[] {
  const warnings: Warning[] = [];
  if (slug !== handle)
    warnings.push({ code: "import.handle_rewritten", message: `The handle ${handle} has become ${slug}` });
  const pictures = records.filter((cells) => columns.cellOf(cells, "picture") !== "").length;
  if (pictures > 0)
    warnings.push({
      code: "import.pictures_skipped",
      message: `${pictures} pictures are at other addresses and are not fetched: send them to /products/{id}/images`,
    });
  const first = records[0]!;
  for (const column of unclearIn(first, columns))
    warnings.push({
      code: "import.value_ignored",
      message: `${titleOf(column)} ${columns.cellOf(first, column)} is not understood: a new product is a draft, another stays as it is`,
    });
  return warnings;
}
