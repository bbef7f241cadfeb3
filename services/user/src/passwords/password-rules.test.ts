import { readFileSync } from "node:fs";
import { Password } from "@shop/contracts/user/passwords";
import { dictionary } from "@zxcvbn-ts/language-common";
import { expect, test } from "vitest";
import { hasLine, loadCommonPasswords } from "./common-password-store.ts";
import { isCommonPassword } from "./password-rules.ts";

const common = loadCommonPasswords();
const ana = { email: "ana.lopez@example.com", name: "Ana López Ruiz" };
const isCommon = (password: string) => isCommonPassword(password, ana, common);
const isAllowed = (password: string) => Password.safeParse(password).success;

test("passwords have 8 to 128 characters", () => {
  expect([7, 8, 64, 128, 129, 10_000].map((length) => isAllowed("x".repeat(length)))).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("a character outside the first plane counts once", () => {
  expect(isAllowed("🦊".repeat(7))).toBe(false);
  expect(isAllowed("🦊".repeat(8))).toBe(true);
  expect(isAllowed("🦊".repeat(128))).toBe(true);
  expect(isAllowed("🦊".repeat(129))).toBe(false);
});

test("letters are counted as they are hashed, however a keyboard makes them", () => {
  expect(isAllowed("e\u0301".repeat(7))).toBe(false);
  expect(isAllowed("e\u0301".repeat(8))).toBe(true);
  expect(isAllowed("e\u0301".repeat(128))).toBe(true);
  expect(isAllowed("각".normalize("NFD").repeat(128))).toBe(true);
  expect(isAllowed("ﬃ".repeat(3))).toBe(true);
  expect(isAllowed("\ufdfa".repeat(8))).toBe(false);
});

test("half a character is refused: two of them would be one and the same password in UTF-8", () => {
  expect(isAllowed("\ud800".repeat(8))).toBe(false);
});

test("blanks at both ends are part of the password", () => {
  expect(Password.parse("  eight  ")).toBe("  eight  ");
});

test("the most common passwords are refused in any case", () => {
  const guessedFirst = [
    "password",
    "Password123",
    "12345678",
    "QWERTY123",
    "iloveyou1",
    "supercoolshop",
    "Summer2024",
  ];
  expect(guessedFirst.filter((password) => !isCommon(password))).toEqual([]);
});

test("the most common passwords are refused in letters of double width, too", () => {
  expect(isCommon("Ｐａｓｓｗｏｒｄ１２３")).toBe(true);
});

test("a person's own name and address are refused", () => {
  const known = ["ANA.LOPEZ", "ana.lopez@example.com", "ana lópez ruiz", "ana lópez ruiz".normalize("NFD")];
  expect(known.filter((password) => !isCommon(password))).toEqual([]);
});

test("there is no rule about what a password is made of", () => {
  const unusual = [
    "a".repeat(20),
    "wxyzwxyzw",
    "ana.lopez.of.the.sea",
    "admin-of-the-shop",
    "alice-of-the-shop",
  ];
  expect(unusual.filter(isCommon)).toEqual([]);
});

test("common passwords are refused however they are dressed up", () => {
  const dressed = ["P@ssw0rd!", "!!Dragon2024", "m0nkey1234", "5unsh1ne99", "Passw0rd2026!"];
  expect(dressed.filter((password) => !isCommon(password))).toEqual([]);
});

test("what is made of the person's own words, the shop's name and little else is refused", () => {
  const own = [
    "AnaLopez2024",
    "lopez.ana",
    "López-Ruiz!",
    "ruiz+ana+99",
    "SuperCoolShop1",
    "example.com",
    "anapassword",
  ];
  expect(own.filter((password) => !isCommon(password))).toEqual([]);
});

test("long passwords of one character or of words that no list has together are the person's choice", () => {
  const chosen = [
    "a".repeat(20),
    "a".repeat(128),
    "dragon of the seventh sea",
    "monkey-2938471-banana",
    "lopez lives by the sea",
  ];
  expect(chosen.filter(isCommon)).toEqual([]);
});

test("the lists hold what zxcvbn's does, are sorted and in lower case", () => {
  const ranked = dictionary["passwords-common"].map((password) => password.toLowerCase());
  const longEnough = ranked.filter((password) => password.length >= 8);
  expect(longEnough.length).toBeGreaterThan(10_000);
  expect(longEnough.filter((password) => !common.has(password))).toEqual([]);
  expect(
    ranked.slice(0, 3_000).filter((word) => /^[a-z]{4,}$/.test(word) && !common.isFirstGuess(word)),
  ).toEqual([]);
  for (const name of ["common-passwords", "first-guesses"]) {
    const text = readFileSync(new URL(`./${name}.txt`, import.meta.url), "utf8");
    const lines = text.trimEnd().split("\n");
    expect(lines.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(lines);
    expect(lines.filter((line) => line !== line.toLowerCase() || line === "")).toEqual([]);
  }
});

test("a line is found wherever it stands, and a part of one is not", () => {
  const lines = ["a", "ab", "b", "bcd", "z"];
  for (let count = 0; count <= lines.length; count++) {
    const text = lines
      .slice(0, count)
      .map((line) => `${line}\n`)
      .join("");
    for (const [index, line] of lines.entries()) expect(hasLine(text, line)).toBe(index < count);
    for (const other of ["", "0", "aa", "bc", "bcde", "zz", "\n"]) expect(hasLine(text, other)).toBe(false);
  }
});

test("the longest password and name cost less than hashing", () => {
  const hostile = { email: `${"a.".repeat(120)}b@example.com`, name: "abc ".repeat(50) };
  const guesses = [
    "p@ssw0rd".repeat(16),
    "abc".repeat(42),
    "1".repeat(128),
    "\u0301a".repeat(64),
    "!".repeat(128),
  ];
  const startedAt = performance.now();
  for (const guess of guesses) isCommonPassword(guess, hostile, common);
  // All of them, on a machine that is ten times as slow as one may be.
  expect(performance.now() - startedAt).toBeLessThan(500);
});
