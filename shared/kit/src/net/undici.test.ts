import { Agent, buildConnector, Pool } from "undici";
import { expect, test } from "vitest";
import * as used from "./undici.ts";

test("what is used of undici is its own", () => {
  expect({ ...used }).toEqual({ Agent, buildConnector, Pool });
});
