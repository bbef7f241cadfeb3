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
  const { name, message, stack } = error;
  return {
    type: name,
    message: withoutAddresses(message.slice(0, maxChars)),
    ...codeOf(error),
    ...(stack === undefined ? {} : { stack: toShortStack(stack) }),
    ...(depth < maxCauses ? reasonsOf(error, depth + 1) : {}),
  } satisfies LoggedError;
}

function codeOf(error: Error): Pick<LoggedError, "code"> {
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" || typeof code === "number" ? { code } : {};
}

const reasonsOf = (error: Error, depth: number): Pick<LoggedError, "cause" | "errors"> => ({
  ...(error.cause === undefined ? {} : { cause: toLoggedError(error.cause, depth) }),
  ...(error instanceof AggregateError
    ? { errors: error.errors.slice(0, maxErrors).map((each) => toLoggedError(each, depth)) }
    : {}),
});

const toShortStack = (stack: string): string =>
  withoutAddresses(
    stack
      .split("\n")
      .slice(0, maxStackLines)
      .join("\n")
      .slice(0, 2 * maxChars),
  );

const word = /[^\s<>"'/(),;]+/g;

/** Of e-mail, which servers repeat in what they refuse; and with them what stands before the host of a URL. */
const withoutAddresses = (text: string): string =>
  text.replaceAll(word, (each) => (each.includes("@") ? "[address]" : each));
