/** Runs a request with an `Idempotency-Key` once, and gives every repetition the answer that was first sent. */
import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { Answer, AnswerOnce } from "../http/server/answer.ts";
import type { KeyedRequest } from "../keyed-request.ts";
import { untilDone } from "../process/until-done.ts";
import { fingerprintOf, readKey } from "./header.ts";
import {
  isKeyTaken,
  keyTaken,
  rowIdOf,
  type KeyState,
  type KeyStore,
  type StoredAnswer,
} from "./key-store.ts";

/** Kept back of the time left, so that "still running" is said before the time is over. */
const reserveMs = 300;
/** For a request whose time has no end. */
const endlessMs = 10 * 60_000;

type Run = (keyed: KeyedRequest) => Promise<Answer>;

export function createAnswerOnce(keys: KeyStore, { graceMs = 5_000 } = {}): AnswerOnce {
  /** Requests of this process that are at work on a key; others wait for them without asking the database. */
  const running = new Map<string, Promise<unknown>>();

  const forget = (id: string, work: Promise<unknown>): void => {
    if (running.get(id) === work) running.delete(id);
  };

  /** Undefined when another process won. */
  const tryAlone = async (
    keyed: KeyedRequest,
    run: Run,
    msLeft: () => number,
  ): Promise<Answer | undefined> => {
    const id = rowIdOf(keyed);
    const work = run(keyed).then((answer) => record(keys, keyed, answer));
    running.set(id, work);
    // Its answer may still come a little late, and is kept then; but work that hangs must keep nobody from the key.
    const over = setTimeout(() => forget(id, work), Math.min(msLeft(), endlessMs) + graceMs);
    try {
      return await work;
    } catch (error) {
      if (isKeyTaken(error)) return undefined;
      throw error;
    } finally {
      clearTimeout(over);
      forget(id, work);
    }
  };

  const waitForOther = async (keyed: KeyedRequest, pollMs: number, msLeft: () => number): Promise<void> => {
    const longestMs = msLeft() - reserveMs;
    if (longestMs <= 0) throw keyTaken();
    const other = running.get(rowIdOf(keyed));
    // Not for as long as it takes: it may be forgotten meanwhile.
    await (other ? untilDone(other, Math.min(1_000, longestMs)) : pause(Math.min(pollMs, longestMs)));
  };

  return async ({ header, caller, method, path, body, msLeft }, run) => {
    const keyed = { caller, key: readKey(header), fingerprint: fingerprintOf(method, path, body) };
    for (let pollMs = 20; ; pollMs = Math.min(pollMs * 2, 250)) {
      // Looked at before the row: whoever ends meanwhile has written an answer that this read may have missed.
      const wasRunning = running.has(rowIdOf(keyed));
      const known = await findSame(keys, keyed);
      if (known?.answer) return toAnswer(known.answer, true);
      const isFree = !wasRunning && !running.has(rowIdOf(keyed)) && !known?.isOwned;
      if (isFree) {
        const answer = await tryAlone(known ? { ...keyed, objectId: known.objectId } : keyed, run, msLeft);
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
  const { details = {} } = known;
  throw new AppError("unprocessable", "idempotency.key_reused", "This key was used for another request", {
    details,
  });
}

/** A refusal is thrown and never comes here: it leaves the key unused. */
async function record(keys: KeyStore, keyed: KeyedRequest, answer: Answer): Promise<Answer> {
  const { status, headers, body } = answer;
  const own: StoredAnswer = { status, headers, ...(typeof body === "string" && { body }) };
  const stored = await keys.record(keyed, own);
  const isOwn = stored === own && keyed.objectId === undefined && !answer.isReplayed;
  return toAnswer(stored, !isOwn);
}
