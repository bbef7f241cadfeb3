/** What a service says about events: "on this, do that". */
import type { Event, EventDefinition } from "@shop/contracts/language/event";
import { z } from "zod";

/** An event as its contract reads it. */
export type Message<Data> = Event<string, Data>;

export type Subscription = {
  readonly definition: Pick<EventDefinition, "name" | "envelope">;
  readonly handle: (message: Message<unknown>) => Promise<unknown>;
};

export const on = <Name extends string, Data extends z.ZodType>(
  definition: EventDefinition<Name, Data>,
  handle: (message: Message<z.output<Data>>) => Promise<unknown>,
): Subscription => ({
  definition,
  // `parse` gives a handler nothing but what its own definition has read.
  handle: (message) => handle(message as Message<z.output<Data>>),
});

type Parsed =
  | { readonly ok: true; readonly subscription: Subscription; readonly event: Event }
  | { readonly ok: false; readonly reason: string; readonly error: unknown };

const Named = z.object({ name: z.string() });

/** Reads a body with the contract of the event it names. Fields the contract does not know are dropped. */
export function parse(content: Buffer, subscriptions: readonly Subscription[]): Parsed {
  try {
    const body: unknown = JSON.parse(content.toString("utf8"));
    const { name } = Named.parse(body);
    const subscription = subscriptions.find(({ definition }) => definition.name === name);
    if (!subscription)
      return { ok: false, reason: "event.unknown", error: new Error(`Nobody handles ${name}`) };
    return { ok: true, subscription, event: subscription.definition.envelope.parse(body) };
  } catch (error) {
    return { ok: false, reason: "event.invalid", error };
  }
}
