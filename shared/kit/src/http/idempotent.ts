/** Runs a request with an `Idempotency-Key` once, and gives every repetition the answer that was first sent. */
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { Answer } from "./answer.ts";
import {
  isKeyTaken,
  keyTaken,
  rowIdOf,
  type KeyedRequest,
  type KeyState,
  type KeyStore,
  type StoredAnswer,
} from "./idempotency.ts";

/** Kept back of the time left, so that "still running" is said before the time is over. */
const reserveMs = 300;

/** Throws 400 when the header is absent or malformed. */
export function readKey(header: string | undefined): string {
  if (header === undefined)
    throw keyError("idempotency.key_required", "Send an Idempotency-Key, a new one for every new intent");
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header;
  if (!/^[\x21\x23-\x7e]{16,255}$/.test(key))
    throw keyError("idempotency.key_invalid", "An Idempotency-Key has 16 to 255 visible ASCII characters");
  return key;
}

const keyError = (code: string, message: string): AppError =>
  new AppError("invalid", code, message, {
    details: { errors: [{ path: "headers.idempotency-key", message }] },
  });

/** The same request has the same fingerprint, whatever the order of its properties. */
export const fingerprintOf = (method: string, path: string, body: unknown): string =>
  createHash("sha256")
    .update(`${method} ${path}\n${canonical(body)}`)
    .digest("base64url");

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}

type Run = (keyed: KeyedRequest) => Promise<Answer>;

export type AnswerOnce = (keyed: KeyedRequest, run: Run, msLeft: () => number) => Promise<Answer>;

export function createAnswerOnce(keys: KeyStore): AnswerOnce {
  /** Requests of this process that are at work on a key; others wait for them without asking the database. */
  const running = new Map<string, Promise<unknown>>();

  /** Undefined when another process won. */
  const tryAlone = async (keyed: KeyedRequest, run: Run): Promise<Answer | undefined> => {
    const id = rowIdOf(keyed);
    const work = run(keyed).then((answer) => record(keys, keyed, answer));
    running.set(id, work);
    try {
      return await work;
    } catch (error) {
      if (isKeyTaken(error)) return undefined;
      throw error;
    } finally {
      running.delete(id);
    }
  };

  const waitForOther = async (keyed: KeyedRequest, pollMs: number, msLeft: () => number): Promise<void> => {
    const longestMs = msLeft() - reserveMs;
    if (longestMs <= 0) throw keyTaken();
    const other = running.get(rowIdOf(keyed));
    await (other ? untilSettled(other, longestMs) : pause(Math.min(pollMs, longestMs)));
  };

  return async (keyed, run, msLeft) => {
    for (let pollMs = 20; ; pollMs = Math.min(pollMs * 2, 250)) {
      // Looked at before the row: whoever ends meanwhile has written an answer that this read may have missed.
      const wasRunning = running.has(rowIdOf(keyed));
      const known = await findSame(keys, keyed);
      if (known?.answer) return toAnswer(known.answer, true);
      const isFree = !wasRunning && !running.has(rowIdOf(keyed)) && !known?.isOwned;
      if (isFree) {
        const answer = await tryAlone(known ? { ...keyed, objectId: known.objectId } : keyed, run);
        if (answer) return answer;
      }
      await waitForOther(keyed, pollMs, msLeft);
    }
  };
}

const toAnswer = (stored: StoredAnswer, isReplayed: boolean): Answer => ({
  ...stored,
  body: stored.body,
  isReplayed,
});

/** Throws 422 when the key was used for something else. */
async function findSame(keys: KeyStore, keyed: KeyedRequest): Promise<KeyState | undefined> {
  const known = await keys.find(keyed);
  if (!known || known.fingerprint === keyed.fingerprint) return known;
  throw new AppError("unprocessable", "idempotency.key_reused", "This key was used for another request");
}

async function untilSettled(work: Promise<unknown>, longestMs: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([Promise.allSettled([work]), pause(longestMs, undefined, { signal: over.signal })]);
  over.abort();
}

/** A refusal is thrown and never comes here: it leaves the key unused. */
async function record(keys: KeyStore, keyed: KeyedRequest, answer: Answer): Promise<Answer> {
  const { status, headers, body } = answer;
  const own: StoredAnswer = { status, headers, ...(typeof body === "string" && { body }) };
  const stored = await keys.record(keyed, own);
  const isOwn = stored === own && keyed.objectId === undefined && !answer.isReplayed;
  return toAnswer(stored, !isOwn);
}
