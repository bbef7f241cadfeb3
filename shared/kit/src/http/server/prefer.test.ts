import { expect, test } from "vitest";
import { readWait } from "./prefer.ts";

const msOf = (header: string | undefined, maxWaitS: number | undefined = 5) => readWait(header, maxWaitS).ms;

test("a wait is granted up to what the contract allows", () => {
  expect(msOf("wait=2")).toBe(2000);
  expect(readWait("wait=60", 5)).toEqual({ ms: 5000, headers: { "Preference-Applied": "wait=5" } });
  expect(msOf('respond-async, Wait = "3"')).toBe(3000);
});

test.for([undefined, "", "wait", "wait=-1", "wait=1.5", "wait=abc", "await=3", "wait=99999999999"])(
  "%j is ignored",
  (header) => expect(readWait(header, 5)).toEqual({ ms: 0, headers: {} }),
);

test("an endpoint that does not wait applies no preference", () => {
  expect(readWait("wait=2", undefined)).toEqual({ ms: 0, headers: {} });
});
