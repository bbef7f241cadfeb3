import * as fc from "fast-check";
import { expect, test } from "vitest";
import { authorise, capture, refund, voidCharge, type Charge, type Decision } from "./charge.ts";

const eur = (amount: number) => ({ amount, currency: "EUR" });
const authorised = (amount = 1999): Charge =>
  authorise(
    { id: "ch_1", orderId: "o-1", key: "auth:o-1", amount: eur(amount), at: "2026-01-01T00:00:00.000Z" },
    { isDeclined: false },
  );
const chargeOf = (decision: Decision) => ("charge" in decision ? decision.charge : expect.fail("refused"));
const codeOf = (decision: Decision) => ("refusal" in decision ? decision.refusal.code : undefined);

test("a captured charge is captured once and can't be voided", () => {
  const captured = chargeOf(capture(authorised(), eur(1999)));
  expect(captured).toMatchObject({ status: "captured", captured: eur(1999) });
  expect(codeOf(capture(captured, eur(1)))).toBe("charge.captured");
  expect(codeOf(voidCharge(captured))).toBe("charge.captured");
});

test("voiding twice is voiding once, and a voided charge can't be captured", () => {
  const voided = chargeOf(voidCharge(authorised()));
  expect(chargeOf(voidCharge(voided))).toEqual(voided);
  expect(codeOf(capture(voided, eur(1)))).toBe("charge.voided");
});

test("a declined charge can be neither captured, voided nor refunded", () => {
  const declined = { ...authorised(), status: "declined" } as const;
  expect([capture(declined, eur(1)), voidCharge(declined), refund(declined, eur(1))].map(codeOf)).toEqual([
    "charge.declined",
    "charge.declined",
    "charge.not_captured",
  ]);
});

test("another currency is refused", () => {
  expect(codeOf(capture(authorised(), { amount: 1, currency: "USD" }))).toBe("charge.other_currency");
});

const asks: Record<string, (charge: Charge, amount: number) => Decision> = {
  capture: (charge, amount) => capture(charge, eur(amount)),
  refund: (charge, amount) => refund(charge, eur(amount)),
  void: (charge) => voidCharge(charge),
};

test("whatever is asked in whatever order, refunded ≤ captured ≤ amount, and a voided charge holds no money", () => {
  const ask = fc.tuple(fc.constantFrom(...Object.values(asks)), fc.integer({ min: 1, max: 3000 }));
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 12 }), (steps) => {
      let charge = authorised(2000);
      for (const [decide, amount] of steps) {
        const decision = decide(charge, amount);
        if ("charge" in decision) charge = decision.charge;
        expect(charge.captured.amount).toBeLessThanOrEqual(
          charge.status === "voided" ? 0 : charge.amount.amount,
        );
        expect(charge.refunded.amount).toBeLessThanOrEqual(charge.captured.amount);
      }
    }),
  );
});
