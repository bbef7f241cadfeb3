import { expect, test } from "vitest";
import { createSkus } from "./skus.ts";

test("however many have left, those that are there are found", () => {
  const skus = createSkus();
  for (let slot = 0; slot < 3_000; slot += 1) skus.add("SKU-1", slot);
  skus.add("SKU-12", 3_000);
  const isAlive = (slot: number) => slot >= 2_999;
  expect(skus.beginningWith("sku-1", isAlive)).toEqual([
    { slot: 2_999, isWhole: true, isExact: false },
    { slot: 3_000, isWhole: false, isExact: false },
  ]);
});
