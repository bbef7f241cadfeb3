/** What every event looks like around its data, for those who do not know its contract. */
import type { Event } from "@shop/contracts/language/event";
import { z } from "zod";

export const Envelope: z.ZodType<Event> = z.object({
  id: z.uuid(),
  name: z.string().min(1),
  version: z.int().positive(),
  occurredAt: z.iso.datetime(),
  aggregateId: z.string().min(1),
  sequence: z.int().positive(),
  data: z.unknown(),
});
