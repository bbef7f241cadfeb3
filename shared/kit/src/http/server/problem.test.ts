import { expect, test } from "vitest";
import { AppError } from "../../errors.ts";
import { problemHeaders, statusOf, toProblem } from "./problem.ts";

test("every kind of error has a status of its own, but that a lost race is a conflict that may be tried again", () => {
  const { busy, ...others } = statusOf;
  const statuses = Object.values(others);
  expect(new Set(statuses).size).toBe(statuses.length);
  expect(statuses.every((status) => status >= 400 && status < 600)).toBe(true);
  expect(busy).toBe(others.conflict);
});

test("some kinds of error imply a header, and an error's own headers go with it", () => {
  for (const kind of ["busy", "unavailable", "timeout"] as const)
    expect(problemHeaders(new AppError(kind, "a.b", "c"))).toEqual({ "Retry-After": "1" });
  expect(problemHeaders(new AppError("unauthorized", "a.b", "c"))).toEqual({ "WWW-Authenticate": "Bearer" });
  const headers = { "WWW-Authenticate": 'Bearer error="invalid_token"' };
  expect(problemHeaders(new AppError("unauthorized", "a.b", "c", { headers }))).toEqual(headers);
  expect(problemHeaders(new Error("a bug"))).toEqual({});
});

test("an error of ours is told with its code and details", () => {
  const error = new AppError("conflict", "order.unavailable", "Not all lines can be had", {
    details: { errors: [{ path: "lines.0", message: "is sold out" }] },
  });
  expect(toProblem(error, "request-1")).toEqual({
    type: "about:blank",
    title: "Conflict",
    status: 409,
    detail: "Not all lines can be had",
    code: "order.unavailable",
    requestId: "request-1",
    errors: [{ path: "lines.0", message: "is sold out" }],
  });
});

test.each([
  ["too_large", "Content Too Large"],
  ["unprocessable", "Unprocessable Content"],
  ["precondition_required", "Precondition Required"],
] as const)("%s has the title that RFC 9110 and its like give it: %s", (kind, title) => {
  expect(toProblem(new AppError(kind, "a.b", "c"), "request-1").title).toBe(title);
});

test("details cannot replace what a problem must say", () => {
  const error = new AppError("conflict", "a.b", "c", {
    details: { status: 200, requestId: "forged", code: "x" },
  });
  expect(toProblem(error, "request-1")).toMatchObject({ status: 409, requestId: "request-1", code: "a.b" });
});

test("nothing of an unknown error is told", () => {
  const error = new Error("connect ECONNREFUSED 10.0.0.7:27017 at /app/src/store.ts");
  expect(JSON.stringify(toProblem(error, "request-1"))).not.toMatch(/10\.0|27017|store|ECONN/);
  expect(toProblem(error, "request-1")).toMatchObject({ status: 500, code: "internal" });
});

test.for([
  { name: "MongoServerSelectionError" },
  { name: "MongoNetworkTimeoutError" },
  { name: "MongoWriteConcernError" },
  { name: "MongoServerError", code: 10_107 },
  { name: "MongoServerError", code: 50 },
  { name: "MongoServerError", errorLabels: ["UnknownTransactionCommitResult"] },
  { name: "MongoBulkWriteError", errorResponse: Object.assign(new Error(), { name: "MongoNetworkError" }) },
])("a database that is lost is 503, not our mistake: %j", (fields) => {
  expect(toProblem(Object.assign(new Error("10.0.0.7"), fields), "request-1")).toMatchObject({
    status: 503,
    code: "service.unavailable",
    detail: "Not possible just now: try again",
  });
});

test("any other error of the database is our mistake", () => {
  const error = Object.assign(new Error("E11000"), { name: "MongoServerError", code: 11_000 });
  expect(toProblem(error, "request-1").status).toBe(500);
});
