/** A request's JSON body: refused too large (413), then of the wrong type (415), then malformed (400). */
import type { IncomingMessage } from "node:http";
import { Transform, type Readable } from "node:stream";
import { AppError } from "../../errors.ts";

const maxDepth = 64;
const maxMembers = 10_000;

export type BodyRules = {
  readonly limit: number;
  readonly types: readonly string[];
  /** Milliseconds in which the body must have arrived. */
  readonly timeoutMs: number;
};

/** The parsed body; throws when there is none. */
export async function readJson(request: IncomingMessage, { types, ...rules }: BodyRules): Promise<unknown> {
  return toJson(request, await readBytes(request, rules), types);
}

/** The same of a body that has been read. */
export function toJson(request: IncomingMessage, bytes: Uint8Array, types: readonly string[]): unknown {
  if (bytes.length === 0 && request.headers["content-type"] === undefined)
    throw malformed("A JSON body is needed");
  requireType(request, types);
  if (bytes.length === 0) throw malformed("A JSON body is needed");
  return parseJson(bytes);
}

/** For endpoints that take none: nothing, or an empty object out of habit, is fine; anything else is a mistake. */
export async function refuseBody(
  request: IncomingMessage,
  rules: Pick<BodyRules, "limit" | "timeoutMs">,
): Promise<void> {
  const text = (await readBytes(request, rules)).toString("latin1").trim();
  if (text !== "" && !/^\{\s*\}$/.test(text))
    throw new AppError("invalid", "request.invalid", "The request is not valid", {
      details: { errors: [{ path: "body", message: "is not taken here" }] },
    });
}

export function requireType({ headers }: IncomingMessage, types: readonly string[]): string {
  const [type = "", ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((each) => each.startsWith("charset="));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  const isPlain = (headers["content-encoding"] ?? "identity").toLowerCase() === "identity";
  if (types.includes(type.trim()) && isUtf8 && isPlain) return type.trim();
  throw new AppError(
    "unsupported_type",
    "request.unsupported_type",
    `Send ${types.join(" or ")}, UTF-8, not compressed`,
  );
}

export function requireLength({ headers }: IncomingMessage, limit: number): void {
  if (Number(headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
}

/** The unread body, which fails with 413 once it has brought more than the limit, and with 408 when nothing comes. */
export function limitStream(request: IncomingMessage, limit: number, idleMs = 30_000): Readable {
  let length = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      length += chunk.length;
      if (length > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
  const timer = setTimeout(() => {
    // A reader that takes its time is no silence of the sender.
    if (counted.readableLength > 0) timer.refresh();
    else counted.destroy(slowSender());
  }, idleMs).unref();
  counted.once("close", () => clearTimeout(timer));
  // Whoever reads it hears of it; where a refusal came before anybody read, nobody does.
  counted.on("error", () => undefined);
  request.once("error", (error) => counted.destroy(error));
  return request.pipe(counted);
}

const nothing = Buffer.alloc(0);

/** A request has a body when a header frames one (RFC 9112 §6.3); an empty one counts as none unless it is chunked. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Hears of every part of a body as it arrives; what it throws ends the reading. */
export type OnPart = (bytes: number) => void;

/**
 * The whole body. Throws 413 once it is longer than `limit` bytes, 408 when it has not arrived after `timeoutMs`,
 * and what `onPart` throws; what is left of the body is then dropped as it comes.
 */
export function readBytes(
  request: IncomingMessage,
  { limit, timeoutMs, onPart }: { limit: number; timeoutMs: number; onPart?: OnPart },
): Promise<Buffer> {
  requireLength(request, limit);
  if (!hasBody(request)) return Promise.resolve(nothing);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    chunks.push(chunk);
    try {
      if (length > limit) throw tooLarge(limit);
      onPart?.(chunk.length);
    } catch (error) {
      stop(error as Error);
    }
  };
  const done = (): void => {
    leave();
    resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  };
  const stop = (error: Error): void => {
    leave();
    reject(error);
    // Whoever sends goes on: without somebody who listens, an error of the connection would be nobody's.
    request.on("error", () => undefined).resume();
  };
  const gone = (): void => stop(new Error("The sender has left before its body ended"));
  const timer = setTimeout(() => stop(slowSender()), Math.max(timeoutMs, 0));
  const leave = (): void => {
    clearTimeout(timer);
    request.off("data", take).off("end", done).off("error", stop).off("close", gone);
  };
  request.on("data", take).once("end", done).once("error", stop).once("close", gone);
  return promise;
}

function parseJson(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformed("The body is not valid JSON in UTF-8", cause);
  }
  refuseTraps(value);
  return value;
}

/** Names that a later copy could take for the prototype, and nesting that a later walk could not survive. */
function refuseTraps(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw malformed("The body is nested too deeply");
    const below: unknown[] = [];
    for (const node of level) {
      if (typeof node !== "object" || node === null) continue;
      if (Object.hasOwn(node, "__proto__")) throw malformed("The body holds a forbidden name");
      refuseMany(node);
      for (const child of Object.values(node)) below.push(child);
    }
    level = below;
  }
}

/** So many names that judging each would keep everybody else waiting. */
function refuseMany(node: object): void {
  if (Array.isArray(node) || Object.keys(node).length <= maxMembers) return;
  throw malformed("The body holds too many names");
}

const malformed = (message: string, cause?: unknown): AppError =>
  new AppError("invalid", "request.malformed", message, {
    details: { errors: [{ path: "body", message }] },
    cause,
  });

const tooLarge = (limit: number): AppError =>
  new AppError("too_large", "request.too_large", `The body may have ${limit} bytes at most`);

export const slowSender = (): AppError =>
  new AppError("slow_sender", "request.body_timeout", "The body did not arrive in time");
