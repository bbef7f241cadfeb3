/** MongoDB's answer to a second row where a unique index allows one. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === 11_000;
