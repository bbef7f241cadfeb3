import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "./edit-distance.ts";

test.each([
  ["cover", "cover", 0],
  ["covr", "cover", 1],
  ["phnoe", "phone", 1],
  ["iphone", "phone", 1],
  ["skirt", "shirt", 1],
  ["headphnes", "headphones", 1],
  ["abc", "xyz", 3],
])("%s is %s but for %i errors", (a, b, errors) => {
  expect(editDistance(a, b, 3)).toBe(errors);
});

test("it is the same both ways, and no more than asked for", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  fc.assert(
    fc.property(word, word, fc.nat(3), (a, b, most) => {
      const errors = editDistance(a, b, 8);
      expect(editDistance(b, a, 8)).toBe(errors);
      expect(editDistance(a, b, most)).toBe(Math.min(errors, most + 1));
    }),
  );
});
