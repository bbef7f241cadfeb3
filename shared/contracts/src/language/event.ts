/** What is sent over the bus: facts, and how they are told. Nothing here knows a service. */
import { z } from "zod";
import type { Tag } from "./cache.ts";

/** What is sent over the bus. `sequence` counts the events of one aggregate, one step each. */
export type Event<Name extends string = string, Data = unknown> = {
  readonly id: string;
  readonly name: Name;
  readonly version: number;
  readonly occurredAt: string;
  readonly aggregateId: string;
  readonly sequence: number;
  readonly data: Data;
};

/** What a decision announces; who saves it adds id, time, aggregate and sequence. */
export type Fact<Name extends string = string, Data = unknown> = {
  readonly name: Name;
  readonly version: number;
  readonly data: Data;
};

export type EventDefinition<Name extends string = string, Data extends z.ZodType = z.ZodType> = {
  readonly name: Name;
  readonly version: number;
  readonly data: Data;
  readonly envelope: z.ZodType<Event<Name, z.output<Data>>>;
  /** Throws a ZodError when the data is not what the contract says. */
  readonly of: (data: z.input<Data>) => Fact<Name, z.output<Data>>;
  /** What is kept of answers and shows something else from now on; absent: nothing does. */
  readonly purges?: ((data: z.output<Data>) => readonly Tag[]) | undefined;
};

export type Events = Readonly<Record<string, EventDefinition>>;

/** Names are facts, `service.fact_in_past_tense`. Additive changes only; a breaking change is a new name. */
export const defineEvent = <const Name extends string, Data extends z.ZodType>(
  name: Name,
  data: Data,
  { purges }: { readonly purges?: (data: z.output<Data>) => readonly Tag[] } = {},
): EventDefinition<Name, Data> => {
  const version = 1;
  const envelope = z.object({
    id: z.uuid(),
    name: z.literal(name),
    version: z.int().positive(),
    occurredAt: z.iso.datetime(),
    aggregateId: z.string().min(1),
    sequence: z.int().positive(),
    data,
  }) as unknown as z.ZodType<Event<Name, z.output<Data>>>;
  return {
    name,
    version,
    data,
    envelope,
    of: (input) => ({ name, version, data: data.parse(input) }),
    purges,
  };
};
