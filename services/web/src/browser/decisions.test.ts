import { expect, test } from "vitest";
import { readBadge } from "./badge-text.ts";
import { decide, namesIn } from "./decide.ts";

test.each([
  ["badge=3.in", { count: "3", state: "in" }],
  ["a=1; badge=12.out; b=2", { count: "12", state: "out" }],
  ["badge=0.in", { count: "", state: "in" }],
  ["badge=100.out", { count: "99+", state: "out" }],
  ["", { count: "", state: "out" }],
  ["xbadge=3.in", { count: "", state: "out" }],
  ["badge=<b>.in", { count: "", state: "out" }],
  ["badge=-1.in", { count: "", state: "out" }],
  ["badge=1.admin", { count: "", state: "out" }],
  [`badge=${"9".repeat(400)}.in`, { count: "", state: "out" }],
])("the cookies %j say %j", (cookies, badge) => {
  expect(readBadge(cookies)).toEqual(badge);
});

const put = { isHtml: true, isOk: true, wanted: ["list"], brought: ["list", "notice"], isForm: false };

test("what was asked for is put in place", () => {
  expect(decide(put)).toBe("put");
  expect(decide({ ...put, isForm: true })).toBe("put");
});

test("a page without the part is another page, which is gone to", () => {
  expect(decide({ ...put, brought: ["notice"] })).toBe("go");
  expect(decide({ ...put, brought: [], isForm: true })).toBe("go");
});

test("a form that was refused by a page of its own is shown again; by another's page it is told of where one is", () => {
  expect(decide({ ...put, isOk: false, isForm: true })).toBe("put");
  expect(decide({ ...put, isOk: false, brought: [], isForm: true })).toBe("fail");
  expect(decide({ ...put, isOk: false, brought: [] })).toBe("go");
});

test("of what is no page, a look is taken by the browser; a form is never sent a second time", () => {
  expect(decide({ ...put, isHtml: false })).toBe("go");
  expect(decide({ ...put, isHtml: false, isForm: true })).toBe("fail");
});

test("several parts are named with blanks between", () => {
  expect(namesIn(" list  totals ")).toEqual(["list", "totals"]);
  expect(namesIn(undefined)).toEqual([]);
});
