/** Products from a stream. */
import { z } from "zod";
import { defineEndpoint, type ErrorCode } from "../language/endpoint.ts";
import { few, maxMembers } from "../language/words.ts";
import { NewProduct } from "./products.ts";
import { VariantInput, variantsOf } from "./variants.ts";

/** A line of an NDJSON import. `stock` is the first level of a SKU that has none; it never changes one that has. */
export const ImportRow = few(
  maxMembers,
  NewProduct.extend({
    variants: variantsOf(VariantInput.extend({ stock: z.int().nonnegative().max(1_000_000_000).optional() })),
  }).meta({ id: "ImportRow" }),
);
export type ImportRow = z.infer<typeof ImportRow>;

/** A line is also refused with the codes of products that are sent one by one. */
const lineCodes = [
  "import.malformed",
  "import.not_utf8",
  "import.line_too_long",
  "import.too_many_names",
  "import.ended",
] as const satisfies readonly ErrorCode[];

const LineCode = z.string().meta({
  description: `One of \`${lineCodes.join("`, `")}\`, or as one product would be refused.`,
  "x-error-codes": lineCodes,
});

export const ImportReport = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    /** The first 1,000 of those that failed, and whether the import was ended for having too many. */
    errors: z.array(z.object({ line: z.int(), code: LineCode, message: z.string() })),
  })
  .meta({ id: "ImportReport" });
export type ImportReport = z.infer<typeof ImportReport>;

export const importsApi = {
  importProducts: defineEndpoint({
    method: "post",
    path: "/products/import",
    summary:
      "Add and update products from a stream, one JSON object a line; a bad line is reported, the others kept, unless nearly all are bad",
    access: "staff",
    bodyMode: "stream",
    bodyRow: ImportRow,
    bodyTypes: ["application/x-ndjson"],
    bodyLimit: 1024 ** 3,
    timeoutMs: 30 * 60_000,
    cost: 20,
    status: 200,
    reply: ImportReport,
  }),
};
