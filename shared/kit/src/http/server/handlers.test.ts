/** Which headers a reply has is said by the contract: what differs from it does not compile. */
import { defineEndpoint } from "@shop/contracts/language/endpoint";
import { expect, test } from "vitest";
import { z } from "zod";
import { reply, toReply, type Handlers } from "./handlers.ts";

const base = { method: "post", path: "/things", summary: "", access: "all", status: 201 } as const;
const Thing = z.object({ id: z.string() });
const thing = { id: "a" };
const plain = { make: defineEndpoint({ ...base, reply: Thing }) };
const made = { make: defineEndpoint({ ...base, reply: Thing, etag: true, location: true }) };

test("what a contract promises of a reply's headers has to be given, and nothing else may", () => {
  const good: (Handlers<typeof plain> | Handlers<typeof made>)[] = [
    { make: async () => thing } satisfies Handlers<typeof plain>,
    { make: async () => reply(thing, { tags: ["things"] }) } satisfies Handlers<typeof plain>,
    { make: async () => reply(thing, { etag: 1, location: "/things/a" }) } satisfies Handlers<typeof made>,
  ];
  const bad = [
    // @ts-expect-error -- the contract names no ETag
    { make: async () => reply(thing, { etag: 1 }) } satisfies Handlers<typeof plain>,
    // @ts-expect-error -- nor a Location
    { make: async () => reply(thing, { location: "/things/a" }) } satisfies Handlers<typeof plain>,
    // @ts-expect-error -- the ETag is missing
    { make: async () => reply(thing, { location: "/things/a" }) } satisfies Handlers<typeof made>,
    // @ts-expect-error -- the Location is missing
    { make: async () => reply(thing, { etag: 1 }) } satisfies Handlers<typeof made>,
    // @ts-expect-error -- both are
    { make: async () => thing } satisfies Handlers<typeof made>,
  ];
  expect([good.length, bad.length]).toEqual([3, 5]);
});

test("a bare body is a reply without headers", () => {
  expect(toReply(thing)).toMatchObject({ body: thing });
  expect(toReply(reply(thing, { etag: 2 }))).toMatchObject({ body: thing, etag: 2 });
});
