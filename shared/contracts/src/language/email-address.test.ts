import { expect, test } from "vitest";
import { deliverable, emailKeyOf } from "./email-address.ts";

test.each([
  ["case", "Ana@Example.COM", "ana@example.com"],
  ["a domain in Unicode and in ASCII", "info@bücher.example", "info@xn--bcher-kva.example"],
  ["a domain in capitals beyond ASCII", "info@BÜCHER.example", "info@bücher.example"],
  ["a domain composed and decomposed", "info@bu\u0308cher.example", "info@bücher.example"],
  ["a domain in letters of double width", "ana@ｅｘａｍｐｌｅ.com", "ana@example.com"],
  ["the Kelvin sign", "\u212aelvin@example.com", "kelvin@example.com"],
])("%s does not make another account", (_what, one, other) => {
  expect(emailKeyOf(one)).toBe(emailKeyOf(other));
});

test("a Turkish i, a dot, a tag and another domain do", () => {
  const others = [
    "İda@example.com",
    "ıda@example.com",
    "i.da@example.com",
    "ida+a@example.com",
    "ida@example.co",
  ];
  expect(others.filter((other) => emailKeyOf(other) === emailKeyOf("ida@example.com"))).toEqual([]);
});

test("what is no address is like itself only, and no part of a URL", () => {
  const odd = ["ü", "@ü", "a@ü/b", "a@ü:80", "a@b@ü?", "a@%c3%bc.example", "a@ü#", "a@\u0000ü", ""];
  expect(new Set([...odd, "a@ü", "a@ü.example"].map(emailKeyOf)).size).toBe(odd.length + 2);
  expect(odd.filter((each) => emailKeyOf(each) !== each)).toEqual([]);
});

test("mail goes to the domain that the key names, with the local part as it was written", () => {
  expect(deliverable("Ana@ＢÜcher.example")).toBe("Ana@xn--bcher-kva.example");
  expect(deliverable("Ana@Example.com")).toBe("Ana@Example.com");
  expect(deliverable("ana@xn--\u00fc.example")).toBeUndefined();
});
