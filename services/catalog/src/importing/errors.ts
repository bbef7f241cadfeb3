/** Every way an import, or a row of it, can be refused. */
import { AppError } from "@shop/kit/errors";
import { productErrors } from "../products/errors.ts";

/** Of one row; who has more will find them in the next attempt. */
export const maxErrorsOfRow = 5;

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

const refusal = (code: string, message: string) => new AppError("invalid", code, message);

export const importErrors = {
  notFound: (id: string) => new AppError("not_found", "import.not_found", `There is no import ${id}`),
  running: (id: string) =>
    new AppError("conflict", "import.running", `An import ${id} is running: end it first, or use another id`),
  columnsMissing: (missing: readonly string[]) =>
    refusal(
      "import.columns_missing",
      `The first line must name the columns of a Shopify product export, between commas, semicolons or tabs; missing: ${missing.join(", ")}`,
    ),
  notText: () => refusal("import.not_utf8", "The file is UTF-16: save it as CSV in UTF-8"),
  malformed: (what: string) => refusal("import.malformed", what),
  tooManyCells: (names: number) =>
    refusal(
      "import.malformed",
      `The row has more cells than the ${names} columns that the first line names: a comma within a cell needs quotes around the cell`,
    ),
  handleRepeated: (slug: string, line: number) =>
    refusal(
      "import.handle_repeated",
      `The handle leads to ${slug}, which line ${line} has told of already: put the rows of one product together, and give each product a handle of its own letters and digits`,
    ),
  brokenCsv: (reason: string) =>
    refusal(
      "import.malformed",
      `${reason}: nothing behind it was read, and the product of the rows before it, which may go on there, is left as it was`,
    ),
  rowTooLong: (bytes: number) => refusal("import.line_too_long", `A line has ${bytes} bytes at most`),
  rowNotUtf8: () => refusal("import.not_utf8", "The line is not UTF-8: save the file in that encoding"),
  tooManyNames: () => refusal("import.too_many_names", "No product has so many names"),
  /** With the first of its faults. */
  invalid: ({ issues }: { readonly issues: readonly Issue[] }) =>
    productErrors.invalid(
      issues.slice(0, maxErrorsOfRow).map(({ path, message }) => ({ path: path.join("."), message })),
    ),
};
