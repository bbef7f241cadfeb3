/**
 * What the clients did and were told, kept outside the shop. An answer is a yes, a definite no, or unknown:
 * silence, 5xx and "still running" mean that the order may or may not have been taken.
 */
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { isProblem, NoAnswer, orProblem, type Problem } from "@shop/client/refusal";

export type Outcome =
  | { readonly kind: "ok"; readonly orderId: string; readonly body: string }
  | { readonly kind: "refused"; readonly status: number; readonly code: string }
  | { readonly kind: "unknown"; readonly why: string };

/** One wish to buy, under one Idempotency-Key, however often it was sent. */
export type Intent = {
  readonly key: string;
  readonly owner: string;
  readonly request: OrderRequest;
  readonly outcomes: Outcome[];
  isCancelAsked: boolean;
  /** The shop answered that the order is cancelled. */
  isCancelAcked: boolean;
  wasSeenConfirmed: boolean;
};

/** What no client may ever see, whatever is away. */
export type Fault = "internal" | "malformed" | "notFound" | "signedOut";

export type History = AsyncDisposable & {
  readonly intents: readonly Intent[];
  readonly faults: Readonly<Record<Fault, string[]>>;
  /** Answers of 500 and more by status and code, and silences by their reason. */
  readonly troubles: ReadonlyMap<string, number>;
  begin(intent: Pick<Intent, "key" | "owner" | "request">): Intent;
  /** Asks, and keeps what came of it; undefined for silence. */
  ask<Answer extends { readonly status: number }>(
    what: string,
    call: () => Promise<Answer>,
  ): Promise<Answer | Problem | undefined>;
  note(line: Readonly<Record<string, unknown>>): void;
  fault(kind: Fault, what: string): void;
};

/** Longer than the gateway lets any request live, and than anybody is made to stand still. */
const longestMs = 25_000;

export function openHistory(file: string): History {
  const started = performance.now();
  const log = createWriteStream(file);
  const intents: Intent[] = [];
  const faults: Record<Fault, string[]> = { internal: [], malformed: [], notFound: [], signedOut: [] };
  const troubles = new Map<string, number>();
  const count = (trouble: string) => troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
  const note: History["note"] = (line) => {
    log.write(`${JSON.stringify({ ms: Math.round(performance.now() - started), ...line })}\n`);
  };
  const fault: History["fault"] = (kind, what) => {
    faults[kind].push(what);
    note({ fault: kind, what });
  };
  const judge = (what: string, { status, code, requestId }: Problem): void => {
    if (status >= 500) count(`${status} ${code}`);
    if (status === 500 || code === "internal")
      fault("internal", `${what}: ${status} ${code}, request ${requestId}`);
  };

  return {
    intents,
    faults,
    troubles,
    begin: (wanted) => {
      const intent: Intent = {
        ...wanted,
        outcomes: [],
        isCancelAsked: false,
        isCancelAcked: false,
        wasSeenConfirmed: false,
      };
      intents.push(intent);
      note({ begin: wanted.key, owner: wanted.owner, request: wanted.request });
      return intent;
    },
    ask: async (what, call) => {
      try {
        const answer = await inTime(orProblem(call()));
        const problem = isProblem(answer) ? answer : undefined;
        note({ what, status: answer.status, code: problem?.code });
        if (problem) judge(what, problem);
        return answer;
      } catch (error) {
        const why = silenceOf(error);
        if (why === undefined) fault("malformed", `${what}: ${String(error)}`);
        else count(why);
        note({ what, silence: why ?? String(error) });
        return undefined;
      }
    },
    note,
    fault,
    [Symbol.asyncDispose]: async () => {
      log.end();
      await once(log, "close");
    },
  };
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(Object.assign(new Error(), { name: "TimeoutError" })),
    longestMs,
  );
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why there was no answer; undefined when there was one that breaks the contract. */
function silenceOf(thrown: unknown): string | undefined {
  const error = thrown instanceof NoAnswer ? thrown.cause : thrown;
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError") return "no answer in time";
  // What `fetch` throws when a connection fails or ends too early.
  if (error instanceof TypeError && /^(fetch failed|terminated)$/.test(error.message)) {
    const { cause } = error;
    return `no answer (${cause instanceof Error && "code" in cause ? String(cause.code) : error.message})`;
  }
  return undefined;
}

/** A key that is still worked on, and anything from 500 up, leaves open whether there is an order. */
export function outcomeOf(
  answer: { readonly status: number; readonly body: { readonly id: string } } | Problem | undefined,
): Outcome {
  if (!answer) return { kind: "unknown", why: "silence" };
  if (!isProblem(answer)) return { kind: "ok", orderId: answer.body.id, body: JSON.stringify(answer.body) };
  const { status, code } = answer;
  if (status >= 500 || code === "idempotency.in_progress")
    return { kind: "unknown", why: `${status} ${code}` };
  return { kind: "refused", status, code };
}

export const isAcked = ({ outcomes }: Intent): boolean => outcomes.some(({ kind }) => kind === "ok");
export const isOpen = ({ outcomes }: Intent): boolean => outcomes.some(({ kind }) => kind === "unknown");
