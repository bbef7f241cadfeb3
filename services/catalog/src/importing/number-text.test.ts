import fc from "fast-check";
import { expect, test } from "vitest";
import { toMinorUnits, toNumber } from "./number-text.ts";

test.each<[string, number, "." | ",", number]>([
  ["30", 2, ".", 3000],
  ["8.5", 2, ".", 850],
  ["19.90", 2, ".", 1990],
  ["19,90", 2, ".", 1990],
  ["19,90", 2, ",", 1990],
  ["1,234.50", 2, ".", 123_450],
  ["1.234,50", 2, ",", 123_450],
  ["1.234", 2, ",", 123_400],
  ["1,234", 2, ".", 123_400],
  ["1,234,567", 2, ".", 123_456_700],
  ["1 234,50", 2, ",", 123_450],
  ["1'234.50", 2, ".", 123_450],
  ["19.900", 2, ".", 1990],
  ["1980", 0, ".", 1980],
  ["1,980", 0, ".", 1980],
  ["1980.00", 0, ".", 1980],
  ["1.234", 3, ".", 1234],
  ["1,234", 3, ",", 1234],
  ["1,234.500", 3, ".", 1_234_500],
  ["1.234,500", 3, ",", 1_234_500],
  ["1,234,000", 3, ".", 1_234_000_000],
  ["1234,500", 3, ".", 1_234_500],
  ["0,250", 3, ".", 250],
  ["0.250", 2, ",", 25],
  ["0.25", 2, ",", 25],
])("%s with %i decimals and %s is %i", (text, decimals, mark, amount) => {
  expect(toMinorUnits(text, decimals, mark)).toBe(amount);
});

test.each(["", "-1", "free", "1.2.3", "1,23,456", "1.999", "1e3", "€5", "1,2345.00", "9".repeat(30)])(
  "%j is no price",
  (text) => expect(toMinorUnits(text, 2, ".")).toBeUndefined(),
);

test("what a spreadsheet writes is read as it was meant, in either country", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000_00), fc.constantFrom<"." | ",">(".", ","), (amount, mark) => {
      const [whole, cents] = [Math.floor(amount / 100), String(amount % 100).padStart(2, "0")];
      const grouped = whole.toLocaleString("en-US").replaceAll(",", mark === "." ? "," : ".");
      for (const text of [`${whole}${mark}${cents}`, `${grouped}${mark}${cents}`])
        expect(toMinorUnits(text, 2, mark)).toBe(amount);
    }),
  );
});

test.each<[string, "." | ","]>([
  ["1,250", "."],
  ["1.250", ","],
  [" 12,000 ", "."],
])("with three decimals %s may be a thousand times as much where the file's mark is %s", (text, mark) => {
  expect(toMinorUnits(text, 3, mark)).toBe("unclear");
});

test.each<[string, "." | ",", number | undefined]>([
  ["12", ".", 12],
  ["12.0", ".", 12],
  ["1,000", ".", 1000],
  ["1.000", ",", 1000],
  ["1 000", ",", 1000],
  ["-3", ".", -3],
  ["-1,000.5", ".", -1000.5],
  ["12,5", ",", 12.5],
  ["", ".", undefined],
  ["-", ".", undefined],
  ["--1", ".", undefined],
  ["many", ".", undefined],
  ["1e3", ".", undefined],
])("%j in a file whose mark is %s is %s", (text, mark, value) => {
  expect(toNumber(text, mark)).toBe(value);
});
