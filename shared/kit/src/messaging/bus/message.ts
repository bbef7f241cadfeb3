/** An event on the wire: its body is the envelope, its headers say which request it comes from and how often it failed. */
import type { Event } from "@shop/contracts/language/event";
import type { ConsumeMessage, Options } from "amqplib";
import type { Context } from "../../process/context.ts";
import { exchange } from "./topology.ts";
import type { Outgoing } from "./publisher.ts";

const attemptHeader = "x-attempt";
const requestIdHeader = "x-request-id";
const traceHeader = "traceparent";

export const toOutgoing = (
  event: Event,
  { mandatory, context }: { mandatory: boolean; context: Context | undefined },
): Outgoing => ({
  exchange,
  routingKey: event.name,
  content: Buffer.from(JSON.stringify(event)),
  options: {
    mandatory,
    messageId: event.id,
    type: event.name,
    timestamp: Math.trunc(Date.parse(event.occurredAt) / 1_000),
    contentType: "application/json",
    headers: context ? { [requestIdHeader]: context.requestId, [traceHeader]: context.traceparent } : {},
  },
});

/** Where a message came from and how often it failed before; only our own headers are believed. */
export function readHeaders({ properties }: ConsumeMessage): {
  attempts: number;
  requestId?: string;
  traceparent?: string;
} {
  const headers: Readonly<Record<string, unknown>> = properties.headers ?? {};
  const attempts = Number(headers[attemptHeader] ?? 0);
  const requestId = headers[requestIdHeader];
  const traceparent = headers[traceHeader];
  return {
    attempts: Number.isSafeInteger(attempts) && attempts > 0 ? attempts : 0,
    ...(typeof requestId === "string" && { requestId }),
    ...(typeof traceparent === "string" && { traceparent }),
  };
}

/** The same message for another queue. The broker's own death records are left behind: they are not to be trusted. */
export function toMoved(
  message: ConsumeMessage,
  queue: string,
  { attempts, notes = {} }: { attempts: number; notes?: Readonly<Record<string, string>> },
): Outgoing {
  const { requestId, traceparent } = readHeaders(message);
  const { messageId, type, timestamp, contentType } = message.properties as Options.Publish;
  return {
    exchange: "",
    routingKey: queue,
    content: message.content,
    options: {
      mandatory: true,
      messageId: messageId ?? crypto.randomUUID(),
      ...(type !== undefined && { type }),
      ...(timestamp !== undefined && { timestamp }),
      ...(contentType !== undefined && { contentType }),
      headers: {
        ...notes,
        [attemptHeader]: attempts,
        ...(requestId !== undefined && { [requestIdHeader]: requestId }),
        ...(traceparent !== undefined && { [traceHeader]: traceparent }),
      },
    },
  };
}
