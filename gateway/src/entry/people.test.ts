import { describe, expect, test } from "vitest";
import { wantsPage } from "./people.ts";

const chrome =
  "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";

describe("a page is for", () => {
  test.each([
    chrome,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html",
    "TEXT/HTML",
    "text/html, */*",
    "text/html;q=0.9, application/json;q=0.8",
    "text/html, application/json",
    "application/json;q=0, text/html;q=0.1",
    "text/html;charset=utf-8",
  ])("%s", (accept) => expect(wantsPage({ accept })).toBe(true));
});

describe("data is for", () => {
  test.each([
    "*/*",
    "application/json",
    "application/json, text/html;q=0.1",
    "application/json, text/plain, */*",
    "application/problem+json, text/html;q=0.5",
    "application/json, text/html",
    "*/*, text/html;q=0.5",
    "text/html;q=0",
    "text/html;q=0, application/json",
    "text/html-x",
    "text/*",
    "",
  ])("%s", (accept) => expect(wantsPage({ accept })).toBe(false));
  test("who says nothing, or shows a token", () => {
    expect(wantsPage({})).toBe(false);
    expect(wantsPage({ accept: chrome, authorization: "Bearer x" })).toBe(false);
  });
});
