/** Owed work: calls to the outside that a document owes, saved with the change that made them due. */

/** An object owes several at once. Whatever a kind needs to know beside these stands in the same object. */
export type Owed<Kind extends string = string> = {
  /** Of this document, and no two alike; the call's key at the other side is made of it. */
  readonly id: string;
  readonly kind: Kind;
  /** By the database's clock. Somebody who is at it has moved it on: a lease. */
  readonly dueAt: Date;
  /** The one under way counts. */
  readonly attempts: number;
  /** When trying ends; null: never. */
  readonly giveUpAt: Date | null;
};

/** What a document has that owes work; `revision` counts its writes, so that a change never undoes a lease. */
export type Owing<Task extends Owed = Owed> = {
  readonly _id: string;
  readonly owes?: readonly Task[];
  readonly revision: number;
};

/** For every collection whose documents owe work. */
export const owesIndex = {
  key: { "owes.kind": 1, "owes.dueAt": 1 },
  sparse: true,
  name: "owes",
} as const;
