import { expect, test } from "vitest";
import { refuseTwins } from "./variant.ts";

const variant = (options: Record<string, string>, name: string | null = null) => ({ name, options });

test.each([
  ["equal options and no names", [variant({ Size: "M" }), variant({ Size: "M" })]],
  ["neither options nor names", [variant({}), variant({})]],
  [
    "options in another order",
    [variant({ Size: "M", Color: "Red" }, "a"), variant({ Color: "Red", Size: "M" }, "a")],
  ],
  ["names that differ in case alone", [variant({ Size: "M" }, "Ärmel"), variant({ Size: "M" }, "ärmel")]],
  ["a name that the other is shown by", [variant({ Size: "M" }, "m"), variant({ Size: "M" })]],
  ["the product's name", [variant({}, "Show"), variant({})]],
])("variants with %s are twins", (_what, variants) => {
  const refused = () => refuseTwins([variant({ Size: "L" }), ...variants], "show");
  expect(refused).toThrow(
    expect.objectContaining({
      code: "product.twin_variants",
      details: { errors: [expect.objectContaining({ path: "variants.2" })] },
    }),
  );
});

test("variants with other options or other names are none", () => {
  const tiers = [
    variant({}, "Adult"),
    variant({}, "Child"),
    variant({ Row: "1" }, "Adult"),
    variant({ Row: "2" }),
  ];
  expect(() => refuseTwins(tiers, "Show")).not.toThrow();
});
