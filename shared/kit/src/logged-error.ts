/** What a log line keeps of an error: what names it and where it arose. All else that libraries hang on theirs is left out. */
export type LoggedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: unknown;
  /** Those of an AggregateError, whose own message is often empty. */
  readonly errors?: readonly unknown[];
};

const maxStackLines = 16;
const maxChars = 2_000;
const maxCauses = 4;
const maxErrors = 4;

/** Anything may be thrown; what is no error is kept as it is. */
export function toLoggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  const isDeep = depth >= maxCauses;
  return {
    type: name,
    message: message.slice(0, maxChars),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(stack === undefined ? {} : { stack: toShortStack(stack) }),
    ...(cause === undefined || isDeep ? {} : { cause: toLoggedError(cause, depth + 1) }),
    ...(error instanceof AggregateError && !isDeep
      ? { errors: error.errors.slice(0, maxErrors).map((each) => toLoggedError(each, depth + 1)) }
      : {}),
  } satisfies LoggedError;
}

const toShortStack = (stack: string): string =>
  stack
    .split("\n")
    .slice(0, maxStackLines)
    .join("\n")
    .slice(0, 2 * maxChars);
