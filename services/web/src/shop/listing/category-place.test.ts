import type { ProductPage } from "@shop/contracts/catalog/product-lists";
import { expect, test } from "vitest";
import { aroundIn } from "./category-place.ts";

const named = (value: string, parentId: string | null | undefined, position = 0) => ({
  value,
  slug: `${value}-slug`,
  name: value.toUpperCase(),
  count: 1,
  position,
  ...(parentId !== undefined && { parentId }),
});
const listOf = (category: ReturnType<typeof named>[]): ProductPage => ({
  items: [],
  next: null,
  facets: { brand: [], attributes: {}, price: null, exact: true, category },
});
const link = (id: string) => ({ id, slug: `${id}-slug`, name: id.toUpperCase() });

test("the way down to it and what is under it, by position", () => {
  const list = listOf([
    named("leaf", "middle"),
    named("b", "leaf", 1),
    named("a", "leaf", 2),
    named("deep", "a"),
    named("top", null),
    named("middle", "top"),
    named("elsewhere", null),
  ]);
  const around = { ...link("leaf"), path: [link("top"), link("middle")], children: [link("b"), link("a")] };
  expect(aroundIn(list, "leaf-slug")).toEqual(around);
  expect(aroundIn(list, "leaf")).toEqual(around);
});

test.each([
  ["it is not named", listOf([named("top", null)])],
  ["nothing is counted", { items: [], next: null }],
  ["one above it is not named", listOf([named("leaf", "middle"), named("top", null)])],
  ["nobody says where it stands", listOf([named("leaf", undefined)])],
  ["it stands in a circle", listOf([named("leaf", "top"), named("top", "leaf")])],
  [
    "there are too many to be sure",
    listOf([named("leaf", null), ...Array.from({ length: 199 }, (_, each) => named(`n${each}`, null))]),
  ],
])("nothing, when %s", (_, list) => {
  expect(aroundIn(list, "leaf")).toBeUndefined();
});
