import fc from "fast-check";
import { expect, test } from "vitest";
import { createSortedWords } from "./sorted-words.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 });

test("all that begin alike are found, whenever they came", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 3_000 }), word, (words, start) => {
      const sorted = createSortedWords();
      for (const each of words) {
        sorted.add(each);
        if (each === start) sorted.beginningWith(start, 1);
      }
      const expected = words.filter((each) => each.startsWith(start)).toSorted();
      expect(sorted.beginningWith(start, Infinity).toSorted()).toEqual(expected);
      expect(sorted.beginningWith(start, 2)).toHaveLength(Math.min(2, expected.length));
    }),
    { numRuns: 50 },
  );
});
