/** Recovery codes: 120 bits each, so that a plain hash is enough to keep them by. */
import { randomInt } from "node:crypto";
import { hashOf } from "../tokens/token-rows.ts";

/** RFC 4648: without 0, 1 and 8, which look like letters. */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
const length = 24;
const grouped = /.{6}(?=.)/g;

export type RecoveryCodes = {
  readonly newCode: () => string;
  /** As it was typed, whatever is between its letters. */
  readonly hashOf: (code: string) => string;
};

export const recoveryCodes: RecoveryCodes = {
  newCode: () =>
    Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length)))
      .join("")
      .replaceAll(grouped, "$&-"),
  hashOf: (code) =>
    hashOf(
      code
        .toLowerCase()
        .replaceAll(/[ -]/g, "")
        .replaceAll("0", "o")
        .replaceAll("1", "l")
        .replaceAll("8", "b"),
    ),
};
