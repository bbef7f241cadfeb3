/** Answers with what is kept, in the form that this client takes, or tells it that it has it (RFC 9110 §13, RFC 9111 §5.1). */
import { sendAnswer } from "../entry/answer.ts";
import { sendForm } from "../entry/forms.ts";
import type { Transit } from "../entry/transit.ts";
import { withRequestId, type WholeAnswer } from "./kept.ts";
import type { Entry } from "./memory.ts";

/** Who keeps it, in `Cache-Status` (RFC 9211). */
const cacheName = "SuperCoolShop";

/** Of a request that what is kept is not for, such as one with a token. */
export const bypassed: readonly string[] = ["cache-status", `${cacheName}; fwd=bypass`];

export type Shown = {
  /** What `Cache-Status` says of it. */
  readonly status: string;
  /** When it was last known to be true, on the clock of `Date.now()`. */
  readonly trueAt: number;
};

/** `whenMade` is called when the entry has got another form. */
export function sendKept(
  transit: Transit,
  entry: Entry,
  { status, trueAt }: Shown,
  whenMade: () => void,
): void {
  const { kept, forms } = entry;
  const age = Math.max(Math.floor((Date.now() - trueAt) / 1_000), 0);
  const now = ["Age", String(age), "Cache-Status", `${cacheName}; ${status}`];
  if (kept.isProblem) {
    const body = withRequestId(kept.body, transit.requestId);
    const fields = [...kept.fields, ...now, "Content-Length", String(body.length)];
    sendAnswer(transit, kept.status, fields, transit.request.method === "HEAD" ? undefined : body);
    return;
  }
  sendForm(transit, forms, { status: kept.status, now, whenMade });
}

/** Answers with what is kept for nobody else. */
export function sendOnce(transit: Transit, answer: WholeAnswer, said: Shown["status"]): void {
  const { status, fields } = answer;
  const body = isProblem(answer) ? asAnswerTo(transit, answer.body) : answer.body;
  // Who sets a cookie on what could be kept for everybody does so by mistake.
  const given = fields.filter((_, index) => !isForUs.has((fields[index - (index % 2)] ?? "").toLowerCase()));
  const length = String(body.length);
  const whole = [...given, "Cache-Status", `${cacheName}; ${said}`, "Content-Length", length];
  sendAnswer(transit, status, whole, transit.request.method === "HEAD" ? undefined : body);
}

const isProblem = ({ fields }: WholeAnswer): boolean =>
  fields.some((value, index) => index % 2 === 1 && value.startsWith("application/problem+json"));

/** A problem document names the request that it answers, and others may have waited for the same one. */
function asAnswerTo({ requestId }: Transit, document: Buffer): Buffer {
  try {
    return Buffer.from(`${JSON.stringify({ ...JSON.parse(document.toString("utf8")), requestId })}\n`);
  } catch {
    return document;
  }
}

const isForUs = new Set(["content-length", "set-cookie", "surrogate-control", "surrogate-key"]);
