import { expect, test } from "vitest";
import { z } from "zod";
import { defineSubject } from "./act.ts";
import type { Endpoint } from "./endpoint.ts";
import { requireSound } from "./soundness.ts";
import { definePublicPage } from "./web-page.ts";

const plain: Endpoint = {
  method: "get",
  path: "/x",
  summary: "",
  access: "all",
  status: 200,
  reply: z.unknown(),
};
const events = { replyMode: "stream", replyType: "text/event-stream" } as const;
const cache = { maxAgeS: 5, tags: [] };
const body = z.object({});
const subject = defineSubject({ kind: "thing", id: "id", shows: z.object({ id: z.string() }) });
const act = { action: "things.change", on: subject } as const;
const scoped = { role: "staff", scope: "orders:write" } as const;

test.each<[string, Partial<Endpoint>]>([
  ["a read", { cache }],
  ["a signed body", { method: "post", access: { signedBy: "payments" }, bodyMode: "bytes" }],
  ["events", events],
  ["a WebSocket", { upgrade: "websocket" }],
  ["a picture", { replyType: "image/svg+xml", etag: true }],
  ["sign-in", { method: "post", token: "ignored", body }],
  ["an act", { method: "post", access: "staff", act }],
  ["what customers do, and staff for them", { method: "post", access: "guest", act }],
  ["what staff does that changes nothing", { method: "post", access: "admin", act: "unrecorded" }],
  ["a page", definePublicPage({ path: "/", summary: "", cache })],
])("%s is sound", (_, more) => expect(() => requireSound("x", { ...plain, ...more })).not.toThrow());

test.each<[string, object]>([
  ["has no access rule", { access: undefined }],
  ["has no access rule", { access: [] }],
  ["is signed", { access: { signedBy: "payments" }, body }],
  ["takes bytes or a stream", { bodyMode: "bytes", body }],
  ["takes bytes or a stream", { bodyMode: "stream", body }],
  ["ignores tokens", { token: "ignored", access: "guest" }],
  ["needs a replyType", { replyMode: "stream" }],
  ["needs a replyType", { replyMode: "bytes" }],
  ["answers JSON", { replyMode: "json", replyType: "text/csv" }],
  ["answers a stream", { ...events, etag: true }],
  ["answers a stream", { ...events, cache }],
  ["answers a stream", { ...events, status: 201 }],
  ["becomes a WebSocket", { upgrade: "websocket", method: "post" }],
  ["becomes a WebSocket", { upgrade: "websocket", etag: true }],
  ["is kept by the gateway", { cache, access: "guest" }],
  ["is kept by the gateway", { cache, method: "post" }],
  ["changes something for staff", { method: "post", access: "staff" }],
  ["changes something for staff", { method: "delete", access: "admin" }],
  ["changes something for staff", { method: "put", access: ["staff", "admin"] }],
  ["changes something for staff", { method: "patch", access: scoped }],
  ["is an act", { access: "staff", act }],
  ["is an act", { method: "post", act }],
  ["is an act", { method: "post", access: "service", act }],
  ["is an act", { method: "post", access: "staff", ...events, act }],
  ["is idempotent", { idempotent: true }],
  ["is idempotent", { idempotent: true, access: "guest", bodyMode: "bytes" }],
])("what %s otherwise is refused: %#", (fault, more) => {
  expect(() => requireSound("x", { ...plain, ...more })).toThrow(fault);
});
