/** An answer that is kept for everybody, and which answers of a service may be. */
import type { Formed } from "../entry/forms.ts";
import type { CachePolicy, Tag } from "@shop/contracts/language/cache";
import { kindOf } from "@shop/contracts/language/cache";

/** What a service answers. */
export type WholeAnswer = {
  readonly status: number;
  /** Flat: name, value, … with what is meant for the gateway alone. */
  readonly fields: readonly string[];
  readonly body: Buffer;
};

export type Kept = Formed & {
  readonly status: 200 | 404;
  readonly tags: readonly Tag[];
  /** When it was asked for, on this process's clock in milliseconds: what it shows was true then. */
  readonly askedAt: number;
  readonly freshUntil: number;
  /** It may have been behind when it was asked for, in a way that no purge tells of. */
  readonly mayLag: boolean;
  /** Until then it may stand in while it is asked for anew, unless it may lag, or its service is away. */
  readonly usableUntil: number;
};

/** An answer that is larger is asked for each time. */
const maxBodyBytes = 4 * 1024 * 1024;
/** What is not there is looked for again after this. */
const missingS = 10;
const maxTags = 200;
const tagFormat = /^[\x21-\x7e]{1,200}$/;

const forbidding = new Set(["no-store", "no-cache", "private"]);

/** Written for each answer, or meant for the gateway alone. */
const perAnswer = new Set([
  "age",
  "cache-status",
  "content-length",
  "date",
  "etag",
  "ratelimit",
  "ratelimit-policy",
  "surrogate-control",
  "surrogate-key",
  "vary",
  "x-request-id",
]);

/** Undefined when the answer may not be kept: it is nobody's business, may differ for others, or failed. */
export function toKept(
  { status, fields, body }: WholeAnswer,
  policy: CachePolicy,
  askedAt: number,
): Kept | undefined {
  if (!isKeepable(status, policy) || body.length > maxBodyBytes) return undefined;
  const { given, kept } = sort(fields);
  const tags = status === 404 ? policy.tags.map(anyOf) : tagsIn(given.get("surrogate-key") ?? "");
  if (!isShared(given) || !tags) return undefined;
  const problem = status === 404 ? withoutRequestId(given.get("content-type"), body) : undefined;
  return {
    status,
    fields: kept,
    etag: given.get("etag"),
    body: problem ?? body,
    isProblem: problem !== undefined,
    tags,
    askedAt,
    ...timesOf(status, policy, given.get("surrogate-control"), askedAt),
  };
}

/** A 404 that nothing could end is not: a picture that is uploaded now would be missing until its time is over. */
const isKeepable = (status: number, { tags }: CachePolicy): status is Kept["status"] =>
  status === 200 || (status === 404 && tags.length > 0);

/**
 * An answer may be shorter-lived than its contract says of all, and never longer. Such a one may be behind already: it
 * is never shown after its time to save a question.
 */
function timesOf(
  status: 200 | 404,
  { maxAgeS, staleS = 0 }: CachePolicy,
  control: string | undefined,
  askedAt: number,
): Pick<Kept, "freshUntil" | "mayLag" | "usableUntil"> {
  const ownS = Number(/max-age=(\d{1,9})/.exec(control ?? "")?.[1] ?? Infinity);
  const freshUntil = askedAt + Math.min(status === 404 ? missingS : ownS, maxAgeS) * 1_000;
  const usableUntil = status === 404 ? freshUntil : freshUntil + staleS * 1_000;
  return { freshUntil, mayLag: ownS < maxAgeS, usableUntil };
}

function sort(fields: readonly string[]): { given: ReadonlyMap<string, string>; kept: readonly string[] } {
  const given = new Map<string, string>();
  const kept: string[] = [];
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const value = fields[index + 1] ?? "";
    const key = name.toLowerCase();
    given.set(key, given.has(key) ? `${given.get(key)}, ${value}` : value);
    if (!perAnswer.has(key)) kept.push(name, value);
  }
  return { given, kept };
}

/** A problem document that still lacks the id of the request that it answers; undefined when it is no such document. */
function withoutRequestId(type: string | undefined, body: Buffer): Buffer | undefined {
  if (!type?.startsWith("application/problem+json")) return undefined;
  try {
    const { requestId: _first, ...rest } = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
    return Buffer.from(JSON.stringify(rest).slice(0, -1));
  } catch {
    return undefined;
  }
}

/** The document as an answer to this request. */
export const withRequestId = (body: Buffer, requestId: string): Buffer =>
  Buffer.from(`${body.toString("utf8")},"requestId":${JSON.stringify(requestId)}}\n`);

/** A 404 does not know what is not there: whatever of its kind appears ends it. */
const anyOf = (kind: string): Tag => `${kind}:*`;

/** All that a purge of this tag ends. */
export const endedBy = (tag: Tag): readonly Tag[] => [tag, anyOf(kindOf(tag))];

/**
 * RFC 9111 §3, as a cache for everybody that keeps nothing unless the answer says that it may. `Surrogate-Control` is
 * meant for us alone and stands above `Cache-Control`, which the services' problems forbid to everybody else.
 */
function isShared(given: ReadonlyMap<string, string>): boolean {
  if (given.has("set-cookie") || given.has("content-encoding")) return false;
  const vary = (given.get("vary") ?? "").toLowerCase().split(",");
  if (vary.some((name) => !["", "accept-encoding"].includes(name.trim()))) return false;
  const words = (given.get("surrogate-control") ?? given.get("cache-control") ?? "").toLowerCase().split(",");
  const control = words.map((word) => word.trim().split("=", 1)[0] ?? "");
  return control.some((word) => word !== "") && !control.some((word) => forbidding.has(word));
}

/** Undefined when there is one that is none, or there are too many: then nobody could purge it reliably. */
export function tagsIn(surrogateKey: string): readonly Tag[] | undefined {
  const tags = surrogateKey.split(" ").filter(Boolean);
  return tags.length <= maxTags && tags.every((tag) => tagFormat.test(tag)) ? tags : undefined;
}
