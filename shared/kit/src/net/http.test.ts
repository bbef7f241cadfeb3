import { Agent, createServer, request, ServerResponse, STATUS_CODES } from "node:http";
import { expect, test } from "vitest";
import * as used from "./http.ts";

test("what is used of Node's HTTP is its own", () => {
  expect({ ...used }).toEqual({ Agent, createServer, request, ServerResponse, STATUS_CODES });
});
