import { Password } from "@shop/contracts/user/passwords";
import { expect, test } from "vitest";
import { loadCommonPasswords } from "./common-password-store.ts";
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

test("the list holds thousands, each long enough to be tried at all and in lower case", () => {
  expect(common.size).toBeGreaterThan(1000);
  const useless = [...common].filter((each) => each.length < 8 || each !== each.toLowerCase());
  expect(useless).toEqual([]);
});
