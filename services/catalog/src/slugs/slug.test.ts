import { Slug } from "@shop/contracts/catalog/slugs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pickFreeSlug, slugOf, slugOfHandle, slugsFor } from "./slug.ts";

test.each([
  ["Phone Cover", "phone-cover"],
  ["  Straße & Café №5 ", "strasse-cafe-no5"],
  ["Smørrebrød", "smorrebrod"],
  ["Кружка", "kruzhka"],
  ["商品", "shangpin"],
  ["İstanbul Çantası", "istanbul-cantasi"],
  ["Son môi Đỏ Gạch", "son-moi-do-gach"],
  ["Ελληνικά", "ellinika"],
  ["مريم", "mrym"],
  ["🦊🦊", "fox-fox"],
  ["---", ""],
  ["  ", ""],
])("%s becomes %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test("a made slug gives way to one that is there, and its own id is free", () => {
  const slugs = slugsFor("Phone Cover", "A_1");
  expect(slugs).toEqual(["phone-cover", "phone-cover-a-1"]);
  expect(pickFreeSlug(slugs, new Set(["phone-cover"]), "A_1")).toBe("phone-cover-a-1");
  expect(pickFreeSlug(["cover", "cover-2"], new Set(["cover"]), "cover")).toBe("cover");
});

test("whatever the name and the id, the slugs made are slugs", () => {
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), id, (name, ownId) => {
      for (const slug of slugsFor(name, ownId)) expect(Slug.parse(slug).length).toBeLessThanOrEqual(120);
    }),
  );
});

test("a name that is too long is cut, and its second product still has an address of its own", () => {
  const [first, second] = slugsFor("x".repeat(300), "a".repeat(64));
  expect(first).toBe("x".repeat(120));
  expect(second).toBe(`${"x".repeat(55)}-${"a".repeat(64)}`);
});

test("a handle is kept as far as an address goes, and two that differ behind its end stay two", () => {
  const fits = `${"a".repeat(190)}-blue-lamp`;
  expect(slugOfHandle(fits)).toBe(fits);
  const ends = ["blue", "black", "?"].map((end) => `${"a".repeat(190)}-${end.repeat(10)}`);
  const slugs = ends.map(slugOfHandle);
  expect(slugs.map((slug) => Slug.parse(slug).length)).toEqual([199, 199, 190]);
  expect(new Set(slugs).size).toBe(3);
  expect(slugs.map(slugOfHandle)).toEqual(slugs);
});
