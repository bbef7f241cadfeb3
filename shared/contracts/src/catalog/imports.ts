/** Products from a file, and into one. */
import { z } from "zod";
import { defineSubject } from "../language/act.ts";
import { defineEndpoint, type ErrorCode } from "../language/endpoint.ts";
import { orAbsent } from "../language/optional.ts";
import { Id, Timestamp } from "../language/values.ts";
import { few, maxMembers } from "../language/words.ts";
import { NewProduct } from "./products.ts";
import { VariantInput, variantsOf } from "./variants.ts";

/** A line of an NDJSON import. `stock` is the first level of a SKU that has none; it never changes one that has. */
export const ImportRow = few(
  maxMembers,
  NewProduct.extend({
    variants: variantsOf(VariantInput.extend({ stock: orAbsent(z.int().nonnegative().max(1_000_000_000)) })),
  }).meta({ id: "ImportRow" }),
);
export type ImportRow = z.infer<typeof ImportRow>;

/** A line is also refused with the codes of products that are sent one by one. */
const lineCodes = [
  "import.malformed",
  "import.handle_repeated",
  "import.not_utf8",
  "import.line_too_long",
  "import.too_many_names",
  "import.ended",
] as const satisfies readonly ErrorCode[];

const LineCode = z.string().meta({
  description: `One of \`${lineCodes.join("`, `")}\`, or as one product would be refused.`,
  "x-error-codes": lineCodes,
});

/** What was guessed or left out of a line that is good otherwise. */
const warningCodes = [
  "import.handle_rewritten",
  "import.sku_rewritten",
  "import.pictures_skipped",
  "import.value_ignored",
] as const satisfies readonly ErrorCode[];
const WarningCode = z.enum(warningCodes).meta({ "x-error-codes": warningCodes });

const counts = {
  created: z.int().nonnegative(),
  updated: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  failed: z.int().nonnegative(),
};

export const ImportReport = z
  .object({
    id: Id,
    /** `ended`: by `DELETE`, or for having too many rows that are no products; what was done stays done. */
    state: z.enum(["done", "ended"]),
    ...counts,
    /** The first 1,000 of those that failed, and whether the import was ended for having too many. */
    errors: z.array(z.object({ line: z.int(), code: LineCode, message: z.string() })),
    /** The first 1,000. */
    warnings: z.array(z.object({ line: z.int(), code: WarningCode, message: z.string() })),
  })
  .meta({ id: "ImportReport" });
export type ImportReport = z.infer<typeof ImportReport>;

export const Import = z
  .object({
    id: Id,
    /** `failed`: the upload broke off, or its process died. */
    state: z.enum(["running", "done", "ended", "failed"]),
    bytes: z.int().nonnegative(),
    rows: z.int().nonnegative(),
    ...counts,
    startedAt: Timestamp,
    endedAt: Timestamp.nullable(),
  })
  .meta({ id: "Import" });
export type Import = z.infer<typeof Import>;

const importParams = z.object({ id: Id });

const formats = `NDJSON: one product a line. CSV: the columns of a Shopify product export; rows that follow each other with one \`Handle\` are one product, found again by its slug; rows of it that come apart from the others, and those of another handle with the same slug, are refused.
A byte order mark, any line end, commas, semicolons or tabs are read; of a number with commas and points the last one begins the decimals; a price that may be a thousand times as much (1,250 of a currency with three decimals) is refused. A column that is absent changes nothing; \`Handle\` and \`Variant Price\` must be there.
A missing SKU is made from handle and options; pictures at other addresses are not fetched. A bad line is reported and the others are kept, unless nearly all are bad. Run again, it changes nothing.
A line that asks for a SKU or slug of another product is tried again at the end, as a later line may give it up; two products that swap theirs are refused: give them up in a file before.`;

const importSubject = defineSubject({
  kind: "import",
  id: "id",
  shows: Import.pick({ id: true, state: true, created: true, updated: true, unchanged: true, failed: true }),
});

export const importsApi = {
  importProducts: defineEndpoint({
    method: "post",
    path: "/products/import",
    summary: "Add and update products from a file, as it comes",
    description: formats,
    access: { role: "staff", scope: "catalog:write" },
    query: z.strictObject({
      id: Id.optional().meta({ description: "By which the import can be followed." }),
    }),
    act: { action: "products.import", on: importSubject, replies: true },
    bodyMode: "stream",
    bodyRow: ImportRow,
    bodyTypes: ["application/x-ndjson", "text/csv"],
    bodyLimit: 1024 ** 3,
    timeoutMs: 30 * 60_000,
    cost: 20,
    refuses: {
      invalid: ["import.columns_missing", "import.not_utf8"],
      conflict: ["import.running"],
    },
    status: 200,
    reply: ImportReport,
  }),
  getImport: defineEndpoint({
    method: "get",
    path: "/products/imports/:id",
    summary: "How far an import has come; for a day after its end",
    access: { role: "staff", scope: "catalog:write" },
    params: importParams,
    refuses: { not_found: ["import.not_found"] },
    status: 200,
    reply: Import,
  }),
  endImport: defineEndpoint({
    method: "delete",
    path: "/products/imports/:id",
    summary: "End an import after the rows at hand; what was done stays done",
    access: { role: "staff", scope: "catalog:write" },
    params: importParams,
    act: { action: "imports.end", on: importSubject },
    refuses: { not_found: ["import.not_found"] },
    status: 204,
    reply: z.undefined(),
  }),
  exportProducts: defineEndpoint({
    method: "get",
    path: "/products/export",
    summary: "Every product, one a line, as an import takes it back",
    access: { role: "staff", scope: "catalog:write" },
    cost: 20,
    status: 200,
    replyMode: "stream",
    replyType: "application/x-ndjson",
    reply: ImportRow,
  }),
};
