/** The commands that go by a payment's reference: authorise it, or void it whether or not it was ever authorised. */
import type { z } from "zod";
import { createFaults, findBehaviour } from "./behaviours.ts";
import { authorise, voidCharge } from "./charge.ts";
import { toRefusedAnswer, type Answer, type Command, type Ledger } from "./ledger.ts";
import { refusals } from "./refusal.ts";
import type { Authorisation, ReferenceVoid } from "./requests.ts";

type Keyed<Body> = Omit<Command, "action"> & { readonly body: Body };

export type AuthorisationDeps = {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** Resolves to `silence` when it was done, but the token says that no answer may tell. */
export function createAuthorise({ ledger, now, newId }: AuthorisationDeps) {
  const works = createFaults();
  return async ({
    key,
    fingerprint,
    body,
  }: Keyed<z.output<typeof Authorisation>>): Promise<Answer | "silence"> => {
    const behaviour = findBehaviour(body.token);
    const isOpen = !ledger.hasOutcome(key) && !ledger.isReferenceVoided(key);
    if (isOpen && !(await works(key, behaviour))) return toRefusedAnswer(refusals.broken());
    if (ledger.isReferenceVoided(key)) return toRefusedAnswer(refusals.referenceVoided());
    const answer = ledger.perform({ action: "authorise", key, fingerprint }, () => {
      const { orderId, amount } = body;
      const attempt = { id: newId(), orderId, key, amount, at: now().toISOString() };
      const { decline, silentMs: tellAfterMs } = behaviour;
      const charge = authorise(attempt, { isDeclined: decline !== undefined });
      return { charge, reason: decline, tellAfterMs };
    });
    return behaviour.silentMs !== undefined && answer.status === 201 ? "silence" : answer;
  };
}

/** Nothing authorised yet: the reference itself is voided, so that an authorisation still on its way is refused. */
export function voidReference(
  ledger: Ledger,
  { key, fingerprint, body: { reference, orderId } }: Keyed<z.output<typeof ReferenceVoid>>,
): Answer {
  return ledger.perform({ action: "void_reference", key, fingerprint }, () => {
    const charge = ledger.findByReference(reference) ?? null;
    if (charge === null || charge.status === "declined") return { charge, reference };
    if (charge.orderId !== orderId) return { refusal: refusals.otherOrder() };
    const decision = voidCharge(charge);
    return "refusal" in decision ? decision : { charge: decision.charge, reference };
  });
}
