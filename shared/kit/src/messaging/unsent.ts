/** An event while it waits in its document: made from a fact, and published with the trace of the request that caused it. */
import { randomUUID } from "node:crypto";
import type { Event, Fact } from "@shop/contracts/language/event";
import { currentContext, runInContext } from "../process/context.ts";
import type { Announcing, Unsent } from "./announcing.ts";
import type { Bus } from "./bus/connect.ts";
import { Envelope } from "./bus/envelope.ts";

export type Publishing = Pick<Bus, "publish" | "canPublish" | "whenPublishing">;

export const dueAtOf = ({ outbox = [] }: Announcing): number =>
  Math.min(...outbox.map(({ dueAt }) => dueAt.getTime()));

export function originOf(): Unsent["origin"] {
  const context = currentContext();
  return context ? { requestId: context.requestId, traceparent: context.traceparent } : null;
}

/** A contract checked the data when the fact was made; the rest is checked here. */
export function toEvent(fact: Fact, aggregateId: string, sequence: number): Event {
  const occurredAt = new Date().toISOString();
  const event = Envelope.parse({ id: randomUUID(), ...fact, occurredAt, aggregateId, sequence });
  // As it will be sent: the driver would save null for undefined, which a contract does not take for absent.
  return JSON.parse(JSON.stringify(event)) as Event;
}

export async function publishOne(bus: Publishing | undefined, { event, origin }: Unsent): Promise<boolean> {
  if (!bus) return false;
  const publish = () => bus.publish(event);
  return origin ? runInContext({ ...origin, msLeft: () => Infinity }, publish) : publish();
}
