import { expect, test } from "vitest";
import { askedWordsOf, fold, stemOf, wordsIn } from "./words.ts";

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
  const asked = (text: string, most = 12) => askedWordsOf(text, most).map(({ spoken }) => spoken);
  expect(asked("a cover for the phone")).toEqual(["cover", "phone"]);
  expect(asked("The And")).toEqual(["the", "and"]);
  expect(asked("one two three", 2)).toEqual(["one", "two"]);
  expect(asked("women's")).toEqual(["womens"]);
});

test.each([
  ["携帯電話ケース", ["携帯", "電話", "ケース"]],
  ["เสื้อยืดสีแดง", ["เสื้อ", "ยืด", "สี", "แดง"]],
  ["USB充電器、2個", ["usb", "充電器", "2", "個"]],
  ["Чехлы-книжки", ["чехлы", "книжки"]],
  ["Об'єкт Crème brûlée", ["обєкт", "creme", "brulee"]],
  ["Mug😀", ["mug", "😀"]],
])("%s is shown as the words %j", (text, written) => {
  expect(wordsIn(text).map((word) => word.written)).toEqual(written);
});
