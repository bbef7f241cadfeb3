/**
 * The provider's books: every charge, the first outcome of every key, every voided reference.
 * Decisions are taken in memory, one at a time, and journalled in the same turn; `flushed()` before an answer makes them durable.
 */
import { randomUUID } from "node:crypto";
import type { Charge, Decision, Money } from "./charge.ts";
import { openJournal } from "./journal.ts";
import { refusals, toProblem, type Refusal } from "./refusal.ts";

export type Answer = { readonly status: number; readonly body: unknown; readonly isReplayed?: true };

export type Command = {
  readonly action: "authorise" | "capture" | "void" | "void_reference" | "refund";
  readonly key: string;
  readonly fingerprint: string;
};

/** One line of the journal. The answer to its key follows from it. */
export type Entry = Command & {
  readonly at: string;
  readonly charge: Charge | null;
  /** Why it was declined, or what the refund is for. */
  readonly reason?: string | undefined;
  readonly reference?: string;
  /** By which the shop is told of it; what was written before there were webhooks has none. */
  readonly event?: string;
  /** So much later than others the shop is told. */
  readonly tellAfterMs?: number | undefined;
  /** Of a refund: what went back by it alone. */
  readonly amount?: Money | undefined;
};

/** One refund of a charge, by the key it was asked for under. */
export type Refund = Pick<Entry, "key" | "reason" | "amount" | "at"> & { readonly chargeId: string };

export type Ledger = AsyncDisposable & {
  hasOutcome(key: string): boolean;
  isReferenceVoided(reference: string): boolean;
  find(id: string): Charge | undefined;
  findByReference(reference: string): Charge | undefined;
  findRefund(key: string): Refund | undefined;
  /** Newest first; `next` is null at the end. */
  list(query: { orderId?: string | undefined; limit: number; before?: number | undefined }): {
    items: Charge[];
    next: string | null;
  };
  /** The same key again gets the first outcome and `decide` is not asked; a refusal leaves the key unused. */
  perform(command: Command, decide: () => Decided): Answer;
  flushed(): Promise<void>;
};

type Decided =
  | (Decision & Pick<Entry, "reason" | "amount">)
  | ({ readonly charge: Charge | null } & Pick<Entry, "reason" | "reference" | "tellAfterMs">);

export const toRefusedAnswer = (refusal: Refusal): Answer => ({
  status: refusal.status,
  body: toProblem(refusal),
});

/** `onEntry` hears of every line of the journal: of those that are there at first, and of each new one. */
export async function openLedger(
  file: string,
  now: () => Date,
  onEntry: (entry: Entry) => void = () => undefined,
): Promise<Ledger> {
  const charges: Charge[] = [];
  const positions = new Map<string, number>();
  const byReference = new Map<string, number>();
  const byOrder = new Map<string, number[]>();
  const outcomes = new Map<string, Entry>();
  const voidedReferences = new Set<string>();

  function put(charge: Charge): void {
    const known = positions.get(charge.id);
    if (known !== undefined) {
      charges[known] = charge;
      return;
    }
    const position = charges.push(charge) - 1;
    positions.set(charge.id, position);
    byReference.set(charge.key, position);
    byOrder.set(charge.orderId, [...(byOrder.get(charge.orderId) ?? []), position]);
  }

  function apply(entry: Entry): void {
    outcomes.set(entry.key, entry);
    if (entry.charge) put(entry.charge);
    if (entry.reference !== undefined) voidedReferences.add(entry.reference);
    onEntry(entry);
  }

  const journal = await openJournal<Entry>(file, apply);
  const chargeAt = (position: number | undefined) => (position === undefined ? undefined : charges[position]);

  return {
    hasOutcome: (key) => outcomes.has(key),
    isReferenceVoided: (reference) => voidedReferences.has(reference),
    find: (id) => chargeAt(positions.get(id)),
    findByReference: (reference) => chargeAt(byReference.get(reference)),
    findRefund: (refundKey) => {
      const entry = outcomes.get(refundKey);
      if (entry?.action !== "refund" || !entry.charge) return undefined;
      const { key, reason, amount, at, charge } = entry;
      return { key, chargeId: charge.id, amount, reason, at };
    },
    list: ({ orderId, limit, before = charges.length }) => {
      const newest =
        orderId === undefined ? countDown(before) : (byOrder.get(orderId) ?? []).toReversed().values();
      const page = newest
        .filter((position) => position < before)
        .take(limit + 1)
        .toArray();
      const items = page.slice(0, limit).flatMap((position) => charges[position] ?? []);
      return { items, next: page.length > limit ? String(page[limit - 1]) : null };
    },
    perform: (command, decide) => {
      const first = outcomes.get(command.key);
      if (first && first.fingerprint !== command.fingerprint) return toRefusedAnswer(refusals.keyReused());
      if (first) return { ...toAnswer(first), isReplayed: true };
      const decided = decide();
      if ("refusal" in decided) return toRefusedAnswer(decided.refusal);
      const entry: Entry = { ...command, at: now().toISOString(), event: randomUUID(), ...decided };
      apply(entry);
      journal.append(entry);
      return toAnswer(entry);
    },
    flushed: () => journal.flushed(),
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  };
}

function* countDown(from: number): Generator<number, void> {
  for (let position = from - 1; position >= 0; position -= 1) yield position;
}

function toAnswer({ action, charge, reference, reason }: Entry): Answer {
  if (action === "void_reference") return { status: 200, body: { reference, status: "voided", charge } };
  if (charge?.status === "declined") return toRefusedAnswer(refusals.declined(reason ?? "declined"));
  return { status: action === "authorise" ? 201 : 200, body: charge };
}
