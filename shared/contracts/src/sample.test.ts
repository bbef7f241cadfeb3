import { expect, test } from "vitest";
import { z } from "zod";
import { sampleOf } from "../scripts/sample.ts";
import { eventDefinitions } from "./shop.ts";

test.each(eventDefinitions.map(({ name, envelope }) => [name, envelope] as const))(
  "a golden file that `npm run golden` writes for %s is read by its contract",
  (_, envelope) => expect(envelope.safeParse(sampleOf(envelope))).toMatchObject({ success: true }),
);

test("a value is made for what events may be made of", () => {
  const schema = z.object({
    kind: z.enum(["a", "b"]),
    at: z.iso.datetime(),
    who: z.email().nullable(),
    what: z.discriminatedUnion("type", [z.object({ type: z.literal("x"), count: z.int().min(3) })]),
    tags: z.array(z.string().min(12)),
    isFree: z.boolean(),
  });
  expect(schema.parse(sampleOf(schema))).toEqual(sampleOf(schema));
});
