/** The unique index that refused a write, and the value that was there. */
export type Duplicate = { readonly index: string; readonly value: string };

/** Undefined when it is another error. A bulk write tells no more than its message. */
export function toDuplicate(error: unknown): Duplicate | undefined {
  if (!(error instanceof Error) || !("code" in error) || error.code !== 11_000) return undefined;
  const [, index, value] = /index: (\S+) dup key: \{.*: "([^"]*)" \}/.exec(error.message) ?? [];
  return index === undefined || value === undefined ? undefined : { index, value };
}
