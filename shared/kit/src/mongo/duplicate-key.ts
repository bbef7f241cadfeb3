/** MongoDB's answer to a second row where a unique index allows one. */

/** The index that refused the write, and the value that was there: empty when it is not one string. */
export type Duplicate = { readonly index: string; readonly value: string };

/** Undefined when it is another error. */
export function toDuplicate(error: unknown): Duplicate | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== 11_000) return undefined;
  const [, index = "", value = ""] =
    /index: (\S+) dup key: \{(?:.*: "([^"]*)" \})?/.exec(error.message) ?? [];
  return { index, value };
}

export const isDuplicateKey = (error: unknown): boolean => toDuplicate(error) !== undefined;
