/**
 * The orders that somebody follows: each is read once for all who follow it in this process, however many they are.
 * News is only a hint; a look at how often the order was written backs it up.
 */
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import type { OrderWatch } from "../orders/order-watch.ts";
import type { Order } from "../orders/order.ts";
import { endOf, isMoving } from "./story.ts";
import type { TimelineStore } from "./timeline-store.ts";

/** An entry as it is streamed, one object for all who follow the order. */
export type ToldEntry = { readonly id: string; readonly event: string; readonly data: TimelineEntry };

export type Stories = {
  /**
   * The entries after number `after`, those that are there and those that come, until nothing can change the order any
   * more or `ended` aborts. A number that the order has not got counts as 0. Throws when the order cannot be read at first.
   */
  follow(order: Pick<Order, "id" | "revision">, after: number, ended: AbortSignal): AsyncGenerator<ToldEntry>;
  /** Looks whether orders have moved on without news; answers in how many ms to look again. */
  look(): Promise<number>;
  /** News may have been missed: the next look is at all of them. */
  doubt(): void;
};

export type StoriesDeps = {
  readonly timelines: Pick<TimelineStore, "toldFrom" | "revisionsOf">;
  readonly watch: Pick<OrderWatch, "follow">;
  readonly now: () => Date;
};

type Story = {
  readonly orderId: string;
  readonly entries: ToldEntry[];
  /** One of each follower. */
  readonly wakes: Set<() => void>;
  readonly unwatch: () => void;
  /** Of what was read last; 0: nothing was. */
  revision: number;
  endsAt: Date | undefined;
  lookAt: number;
  /** Under way, for all who wait for it. */
  reading: Promise<void> | undefined;
  isStale: boolean;
};

/** What moves by itself is looked at as often as a customer would like to hear of it. */
const movingMs = 1_000;
const restingMs = 10_000;
/** Orders of one look. */
const batch = 500;

export function createStories({ timelines, watch, now }: StoriesDeps): Stories {
  const stories = new Map<string, Story>();

  const isOver = ({ endsAt }: Story): boolean => endsAt !== undefined && endsAt <= now();

  const tell = (story: Story): void => {
    for (const wake of story.wakes) wake();
  };

  const readOnce = async (story: Story): Promise<void> => {
    story.isStale = false;
    const told = await timelines.toldFrom(story.orderId, story.entries.length + 1);
    for (const data of told?.entries ?? []) story.entries.push({ id: data.id, event: data.type, data });
    story.revision = told?.order.revision ?? Infinity;
    // What is gone can change no more.
    story.endsAt = told
      ? endOf(
          told.order,
          story.entries.map(({ data }) => data),
        )
      : now();
    story.lookAt = now().getTime() + (told && isMoving(told.order, now()) ? movingMs : restingMs);
    tell(story);
  };

  const readAll = async (story: Story): Promise<void> => {
    try {
      do await readOnce(story);
      while (story.isStale);
    } finally {
      story.reading = undefined;
    }
  };

  /** News that comes during a read is read after it, once. */
  const read = (story: Story): Promise<void> => {
    story.isStale = true;
    story.reading ??= readAll(story);
    return story.reading;
  };

  /** What fails is read by the next look. */
  const hear = (story: Story): void => {
    read(story).catch(() => {
      story.lookAt = 0;
    });
  };

  const open = (orderId: string): Story => {
    const story: Story = {
      orderId,
      entries: [],
      wakes: new Set(),
      unwatch: watch.follow(orderId, () => hear(story)),
      revision: 0,
      endsAt: undefined,
      lookAt: 0,
      reading: undefined,
      isStale: false,
    };
    stories.set(orderId, story);
    return story;
  };

  const leave = (story: Story, wake: () => void): void => {
    story.wakes.delete(wake);
    if (story.wakes.size > 0) return;
    story.unwatch();
    stories.delete(story.orderId);
  };

  const lookAt = async (some: readonly Story[]): Promise<void> => {
    const revisions = await timelines.revisionsOf(some.map(({ orderId }) => orderId));
    const time = now().getTime();
    for (const story of some) {
      story.lookAt = Math.max(story.lookAt, time + movingMs);
      if (revisions.get(story.orderId) !== story.revision) hear(story);
      else if (isOver(story)) tell(story);
    }
  };

  return {
    async *follow({ id, revision }, after, ended) {
      const story = stories.get(id) ?? open(id);
      let goOn = (): void => undefined;
      const wake = (): void => goOn();
      story.wakes.add(wake);
      ended.addEventListener("abort", wake, { once: true });
      try {
        // What others have asked for is most likely new enough for this one.
        if (story.revision < revision) await (story.reading ?? read(story));
        if (story.revision < revision) await read(story);
        let sent = after <= story.entries.length ? after : 0;
        while (!ended.aborted) {
          const entry = story.entries[sent];
          if (entry) yield entry;
          else if (isOver(story)) return;
          else await new Promise<void>((resolve) => (goOn = resolve));
          if (entry) sent += 1;
        }
      } finally {
        leave(story, wake);
      }
    },

    look: async () => {
      const time = now().getTime();
      const due = [...stories.values()].filter((story) => story.lookAt <= time);
      for (let first = 0; first < due.length; first += batch) await lookAt(due.slice(first, first + batch));
      return movingMs;
    },

    doubt: () => {
      for (const story of stories.values()) story.lookAt = 0;
    },
  };
}
