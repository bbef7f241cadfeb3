import { expect, test } from "vitest";
import { createSealer } from "./sealer.ts";

const old = "the-secret-of-last-year-0123456789";
const young = "the-secret-of-this-year-0123456789";

const refusal = /sealed|authenticate/;

test("what is sealed is opened again, and shows nothing of the text", () => {
  const { seal, open } = createSealer([old]);
  for (const text of ["", "Grüße 🦊", "x".repeat(10_000)]) expect(open(seal(text))).toBe(text);
  expect(seal("a text to hide")).toMatch(/^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]+$/);
  expect(seal("a text to hide")).not.toBe(seal("a text to hide"));
});

test("the first secret seals, and every one opens", () => {
  const before = createSealer([old]);
  const preparing = createSealer([old, young]);
  const moved = createSealer([young, old]);
  const after = createSealer([young]);
  expect(before.open(preparing.seal("a"))).toBe("a");
  expect(preparing.open(moved.seal("b"))).toBe("b");
  expect(moved.open(before.seal("c"))).toBe("c");
  expect(after.open(moved.seal("d"))).toBe("d");
  expect(() => after.open(before.seal("e"))).toThrow(/secret that is not among/);
});

test("one changed character anywhere is refused", () => {
  const { seal, open } = createSealer([old, young]);
  const sealed = seal("a text that counts");
  for (let index = 0; index < sealed.length; index++) {
    // The last character of a base64url text may have bits that count for nothing: change its first ones.
    const other = sealed[index] === "A" ? "Q" : "A";
    expect(() => open(sealed.slice(0, index) + other + sealed.slice(index + 1))).toThrow(refusal);
  }
});

test("what was never sealed is refused, whatever it looks like", () => {
  const { seal, open } = createSealer([old]);
  const [form, id, iv] = seal("a text").split(".");
  const shortTag = `${form}.${id}.${iv}.${Buffer.alloc(4).toString("base64url")}`;
  const noIv = `${form}.${id}..${Buffer.alloc(32).toString("base64url")}`;
  for (const text of ["", "v1", "v1...", `${seal("a")}.more`, `v2.${id}.${iv}.AAAA`, shortTag, noIv])
    expect(() => open(text)).toThrow(refusal);
});

test("there is no sealing without a secret", () => {
  expect(() => createSealer([])).toThrow(/needs a secret/);
});
