import { expect, test } from "vitest";
import { fullNamesOf, refuseTwins } from "./variant.ts";

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
  ["option names that differ in case alone", [variant({ Size: "M" }), variant({ size: "M" })]],
  ["names that differ by what is not seen", [variant({}, "A"), variant({}, "A\u200b")]],
  ["names that differ by a blank's kind", [variant({}, "A b"), variant({}, "A\u00a0b")]],
  ["names that differ by the number of blanks", [variant({}, "A b"), variant({}, "A  b")]],
  ["names in letters of another width", [variant({}, "ＸＬ"), variant({}, "XL")]],
  ["values that differ by what is not seen", [variant({ Size: "M" }), variant({ Size: "M\u200b" })]],
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
    variant({ Letter: "a" }),
    variant({ Letter: "A" }),
  ];
  expect(() => refuseTwins(tiers, "Show")).not.toThrow();
});

test("a name that is another variant's too is said with the options, given or made", () => {
  const names = (...variants: ReturnType<typeof variant>[]) => fullNamesOf("Coat", variants);
  expect(names(variant({ Size: "M" }, "Classic"), variant({ Size: "L" }, "classic"), variant({}))).toEqual([
    "Coat, Classic, Size: M",
    "Coat, classic, Size: L",
    "Coat",
  ]);
  expect(names(variant({ Size: "M" }), variant({ Width: "M" }), variant({ Size: "L", Width: "S" }))).toEqual([
    "Coat, Size: M",
    "Coat, Width: M",
    "Coat, L / S",
  ]);
});
