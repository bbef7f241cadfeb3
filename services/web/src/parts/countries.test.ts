import { expect, test } from "vitest";
import { countryName, countryOptions } from "./countries.ts";

test("no two countries are called the same, and each by the name that people look for", () => {
  const labels = countryOptions("DE").map(({ label }) => label);
  expect(labels[0]).toBe("Germany");
  expect(new Set(labels).size).toBe(labels.length);
  expect(["CG", "CD", "KR", "TZ"].map(countryName)).toEqual([
    "Congo - Brazzaville",
    "Congo - Kinshasa",
    "South Korea",
    "Tanzania",
  ]);
});

test("what is no country has its code", () => {
  expect(countryName("ZZ")).toBe("ZZ");
});
