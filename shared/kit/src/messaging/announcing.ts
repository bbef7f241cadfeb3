/** What a document has that announces events: they are saved with the change, and leave it when the broker has them. */
import type { Event } from "@shop/contracts/language/event";
import type { Collection } from "../mongo/collections.ts";

type Origin = { readonly requestId: string; readonly traceparent: string };

/** An event as it lies in the document that announces it. */
export type Unsent = {
  readonly event: Event;
  /** The request that caused it. */
  readonly origin: Origin | null;
  /** Until then its publication is somebody's business already. */
  readonly dueAt: Date;
};

export type Announcing = { readonly _id: string; readonly outbox?: readonly Unsent[] };

/** For every collection whose documents announce: only those with something unsent are in it. */
export const outboxIndex = { key: { "outbox.dueAt": 1 }, sparse: true, name: "outbox" } as const;

/** Rows that are there for their events alone. */
export const announcementCollection = { name: "announcements", indexes: [outboxIndex] } satisfies Collection;
