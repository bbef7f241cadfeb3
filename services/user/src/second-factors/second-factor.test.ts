import { expect, test } from "vitest";
import {
  addPending,
  confirm,
  findPending,
  giveUp,
  kindsOf,
  passkeysOf,
  publicFactors,
  remove,
  usePasskey,
  useRecoveryCode,
  useStep,
  withRecoveryCodes,
  type Passkey,
  type PendingTotp,
  type SecondFactors,
  type Totp,
} from "./second-factor.ts";

const at = new Date("2026-11-20T10:00:00Z");
const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000);

const none: SecondFactors = { ownerId: "user-1", factors: [], pending: [], recoveryCodes: [], version: 0 };
const pending: PendingTotp = { kind: "totp", id: "app", createdAt: at, secret: "sealed" };
const app: Totp = { ...pending, lastStep: 100, lastUsedAt: null };
const passkey: Passkey = {
  kind: "passkey",
  id: "key",
  createdAt: after(1),
  credentialId: "credential-1",
  publicKey: "public",
  counter: 3,
  transports: [],
  lastUsedAt: null,
};
const both: SecondFactors = { ...none, factors: [app, passkey], recoveryCodes: ["one", "two"], version: 4 };

test("what is added replaces what waits of its kind, and asks for nothing before it is confirmed", () => {
  const other: PendingTotp = { ...pending, id: "other" };
  const twice = addPending(addPending(none, pending), other);
  expect(twice).toMatchObject({ pending: [other], version: 2 });
  expect(kindsOf(twice)).toEqual([]);
});

test("what waits is forgotten after ten minutes, not a moment before", () => {
  const book = addPending(none, pending);
  expect(findPending(book, "app", after(9.99))).toEqual(pending);
  expect(publicFactors(book, after(9.99))).toMatchObject([{ id: "app", confirmed: false }]);
  expect(() => findPending(book, "app", after(10))).toThrow(/no second factor/);
  expect(publicFactors(book, after(10))).toEqual([]);
});

test("there are ten at most, however they come to be", () => {
  const full = { ...none, factors: Array.from({ length: 10 }, (_, id) => ({ ...app, id: `${id}` })) };
  expect(() => addPending(full, pending)).toThrow(/as many as there may be/);
  expect(() => confirm(full, app)).toThrow(/as many as there may be/);
});

test("a passkey is there once", () => {
  expect(() => confirm(both, { ...passkey, id: "again", counter: 0 })).toThrow(/passkey/);
});

test("a code is good once, and none of a step before is good after it", () => {
  const used = useStep(both, app, { step: 101, secret: "sealed anew" }, after(2));
  expect(used?.factors[0]).toMatchObject({ secret: "sealed anew", lastStep: 101, lastUsedAt: after(2) });
  expect(used?.version).toBe(5);
  expect(useStep(both, app, { step: 100, secret: "sealed" }, after(2))).toBeUndefined();
  expect(useStep(both, app, { step: 99, secret: "sealed" }, after(2))).toBeUndefined();
});

test("a recovery code is good once", () => {
  const used = useRecoveryCode(both, "one");
  expect(used?.recoveryCodes).toEqual(["two"]);
  expect(used && useRecoveryCode(used, "one")).toBeUndefined();
  expect(useRecoveryCode(both, "three")).toBeUndefined();
});

test("new recovery codes void those of before, and there are none without a factor", () => {
  expect(withRecoveryCodes(both, ["three"]).recoveryCodes).toEqual(["three"]);
  expect(() => withRecoveryCodes(addPending(none, pending), ["three"])).toThrow(/nothing to recover/);
});

test("a passkey counts on, and the others stay as they are", () => {
  const used = usePasskey(both, passkey, { counter: 7, trustedFor: 2 }, after(3));
  expect(passkeysOf(used)).toMatchObject([{ counter: 7, trustedFor: 2, lastUsedAt: after(3) }]);
  expect(used.factors[0]).toEqual(app);
});

test("with the last factor go the recovery codes; whoever needs one keeps it", () => {
  const one = remove(both, "app", true);
  expect(one).toMatchObject({ factors: [passkey], recoveryCodes: ["one", "two"] });
  expect(() => remove(one, "key", true)).toThrow(/Your role needs one/);
  expect(remove(one, "key", false)).toMatchObject({ factors: [], recoveryCodes: [] });
  expect(() => remove(one, "app", false)).toThrow(/no second factor/);
});

test("what waits may be given up by anybody", () => {
  expect(giveUp(addPending(none, pending), "app").pending).toEqual([]);
  expect(() => giveUp(both, "app")).toThrow(/no second factor/);
});

test("the sign-in takes what there is", () => {
  expect(kindsOf(none)).toEqual([]);
  expect(kindsOf(both)).toEqual(["totp", "passkey", "recovery_code"]);
  expect(kindsOf({ ...both, factors: [app, { ...app, id: "tablet" }], recoveryCodes: [] })).toEqual(["totp"]);
});
