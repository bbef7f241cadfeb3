import { expect, test } from "vitest";
import { unlinked } from "./unlinked.ts";

test.each([
  ["You won: https://evil.example/p today", "You won: https:// evil. example/p today"],
  ["Www.évil.рф", "Www. évil. рф"],
  ["//evil.example", "// evil. example"],
  ["J.R. Smith", "J.R. Smith"],
  ["9000 St.Gallen", "9000 St.Gallen"],
  ['Lovelace, Ada "Countess" <boss@example.net>', 'Lovelace, Ada "Countess" <boss@example.net>'],
])("%s", (typed, shown) => {
  expect(unlinked(typed)).toBe(shown);
});
