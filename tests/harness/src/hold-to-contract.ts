/** Holds answers against the contract of what was asked: what it does not name, and what it names and is not there, fails the test. */
import assert from "node:assert/strict";
import type { Received } from "@shop/client/transport";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { z } from "zod";

const Refusal = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().regex(/^[a-z_-]+(\.[a-z_]+)?$/),
  requestId: z.string().min(8),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

/** Reads the whole of it, but for a stream. */
export async function holdToContract(endpoint: Endpoint, { status, header, bytes }: Received): Promise<void> {
  assert.ok(header("x-request-id"), "every answer carries a request id");
  if (status < 400 && status !== 304) checkHeaders(endpoint, header);
  if (status < 400 && endpoint.replyMode === "stream") return;
  const answer = { status, header, whole: await bytes() };
  if (status >= 400) checkRefusal(answer);
  else if (endpoint.replyType === undefined) checkBody(endpoint, answer);
}

type Whole = Pick<Received, "status" | "header"> & { readonly whole: Uint8Array };

function checkRefusal({ status, header, whole }: Whole): void {
  assert.equal(header("content-type"), "application/problem+json");
  const refusal = Refusal.parse(toJson(whole));
  assert.equal(refusal.status, status);
  assert.equal(refusal.requestId, header("x-request-id"));
}

/** What the documents say of an answer's headers is made from the contract alone. */
function checkHeaders({ etag, location, query }: Endpoint, header: Received["header"]): void {
  const has = (name: string) => header(name) !== undefined;
  assert.equal(has("etag"), etag === true, "an answer has an ETag when its contract says so");
  assert.equal(has("location"), location === true, "an answer has a Location when its contract says so");
  if (has("link")) assert.ok(query && "cursor" in query.shape, "only a list has a next page");
}

/** Parsing drops what the contract does not name; a difference to what was sent is a leak. */
function checkBody({ reply }: Endpoint, { status, header, whole }: Whole): void {
  if (status === 204 || status === 304) {
    assert.equal(whole.length, 0, `${status} has no body`);
    return;
  }
  assert.equal(header("content-type"), "application/json");
  const sent = toJson(whole);
  assert.deepStrictEqual(reply.parse(sent), sent, "the answer has only what its contract names");
}

const toJson = (whole: Uint8Array): unknown => JSON.parse(Buffer.from(whole).toString());
