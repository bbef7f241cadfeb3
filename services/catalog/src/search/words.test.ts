import { expect, test } from "vitest";
import { askedWordsOf, fold, stemOf } from "./words.ts";

test.each([
  ["Crème Brûlée", "creme brulee"],
  ["Straße", "strasse"],
  ["Smørrebrød", "smorrebrod"],
  ["Æther", "aether"],
  ["Кружка", "kruzhka"],
])("%s is searched as %s", (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test.each([
  ["shirts", "shirt"],
  ["shoes", "shoe"],
  ["dresses", "dress"],
  ["boxes", "box"],
  ["batteries", "battery"],
  ["glass", "glass"],
  ["gas", "gas"],
])("%s is the word %s", (word, stem) => {
  expect(stemOf(word)).toBe(stem);
});

test("fillers are left out, unless there is nothing else", () => {
  expect(askedWordsOf("a cover for the phone", 12)).toEqual(["cover", "phone"]);
  expect(askedWordsOf("The And", 12)).toEqual(["the", "and"]);
  expect(askedWordsOf("one two three", 2)).toEqual(["one", "two"]);
  expect(askedWordsOf("women's", 12)).toEqual(["womens"]);
});
