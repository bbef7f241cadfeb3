/**
 * The one way to change what others may change at the same time: read, ask what the caller expects, decide, save;
 * whoever was slower reads again and decides again.
 */
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "./errors.ts";

/** What a caller has seen of the document, from `If-Match`: one of these versions, `*` for any, undefined when nothing was said. */
export type Expectation = {
  readonly versions: readonly number[] | "*" | undefined;
  /** The ETags that were sent, of those versions: each a version, mostly with a hash of what was shown of it. */
  readonly tags?: readonly string[] | undefined;
  /** Whoever says nothing is asked to. */
  readonly isRequired: boolean;
};

/** Throws 428 `request.precondition_required`, or 412 `request.precondition_failed` when the caller has seen another version. */
export function requireSeen({ versions, isRequired }: Expectation, version: number): void {
  if (versions === undefined && isRequired)
    throw new AppError(
      "precondition_required",
      "request.precondition_required",
      "Send If-Match with the ETag you have seen",
    );
  if (versions !== undefined && versions !== "*" && !versions.includes(version)) throw changedSince();
}

/**
 * For what is agreed to as it is shown, and not only changed: throws 412 `request.precondition_failed` when the caller has
 * seen this version and something else of it, such as another price. `tag` is the value of its ETag of now.
 */
export function requireShown({ tags }: Expectation, version: number, tag: string): void {
  if (tags !== undefined && !tags.includes(tag) && !tags.includes(String(version))) throw changedSince();
}

const changedSince = () =>
  new AppError(
    "precondition_failed",
    "request.precondition_failed",
    "It has been changed since: read it again",
  );

const maxRounds = 10;

/**
 * Tries until the result is not `moved`, which says that somebody else was faster; `round` counts from 1.
 * Throws `busy` (`request.busy`) after ten rounds.
 */
export async function again<Result>(attempt: (round: number) => Promise<Result | "moved">): Promise<Result> {
  for (let round = 1; round <= maxRounds; round += 1) {
    const result = await attempt(round);
    if (result !== "moved") return result;
    // So that those who met once do not meet again.
    await delay(Math.random() * Math.min(2 ** round, 100));
  }
  throw new AppError("busy", "request.busy", "Many are changing this just now: try again");
}

export type Changed<Document, Decision, Saved> =
  | { readonly before: Document; readonly decision: undefined }
  | { readonly before: Document; readonly decision: Decision; readonly saved: Saved };

/**
 * Changes one document. What is expected is asked of, and the decision made on, the very document that is replaced.
 * Throws what `find` and `decide` throw, what `requireSeen` throws, and `busy` when ten decisions came too late.
 */
export const change = <Document extends { readonly version: number }, Decision extends object, Saved>({
  find,
  known,
  remembered,
  expect,
  decide,
  save,
}: {
  /** Throws when there is none. */
  readonly find: () => Promise<Document>;
  /** The document as just read, which saves reading it. */
  readonly known?: Document | undefined;
  /**
   * The document as it was lately, and may be no more: a change of it is tried first, which only the very same document
   * takes. Whatever else is decided of it, is decided again of the document as it is, and so is what somebody expects.
   */
  readonly remembered?: Document | undefined;
  readonly expect?: Expectation | undefined;
  /** Undefined when there is nothing to change. */
  readonly decide: (document: Document) => Decision | undefined | Promise<Decision | undefined>;
  /** Replaces this version and no other; `moved` when it is another by now. */
  readonly save: (before: Document, decision: Decision) => Promise<Saved | "moved">;
}): Promise<Changed<Document, Decision, Saved>> => {
  const trusted = known || expect ? undefined : remembered;
  return again<Changed<Document, Decision, Saved>>(async (round) => {
    const isFirst = round === 1;
    if (isFirst && trusted) {
      const decision = await Promise.try(() => decide(trusted)).catch(() => undefined);
      const changed = decision ? await saveAs(save, trusted, decision) : "moved";
      if (changed !== "moved") return changed;
    }
    const before = isFirst && known ? known : await find();
    if (expect) requireSeen(expect, before.version);
    const decision: Decision | undefined = await decide(before);
    return decision ? saveAs(save, before, decision) : { before, decision: undefined };
  });
};

async function saveAs<Document, Decision, Saved>(
  save: (before: Document, decision: Decision) => Promise<Saved | "moved">,
  before: Document,
  decision: Decision,
): Promise<{ readonly before: Document; readonly decision: Decision; readonly saved: Saved } | "moved"> {
  const saved = await save(before, decision);
  return saved === "moved" ? "moved" : { before, decision, saved: saved as Saved };
}
