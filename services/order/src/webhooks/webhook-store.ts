/** Webhooks in MongoDB, and the task that one of them has while something is to be delivered there. */
import type { Total } from "@shop/contracts/language/page";
import { countRows } from "@shop/kit/mongo/count-rows";
import type { ServerClock } from "@shop/kit/mongo/server-clock";
import type { Worker } from "@shop/kit/work/worker";
import type { Connection, mongo } from "mongoose";
import { olderThan, type PageRequest } from "./newest.ts";
import { deliveriesOf, toWebhook, webhooksOf, type WebhookRow } from "./webhook-rows.ts";
import { maxWebhooks, type DeliverTask, type Webhook } from "./webhook.ts";

export type WebhookStore = {
  find(id: string): Promise<Webhook | undefined>;
  /** Newest first. */
  list(page: PageRequest): Promise<Webhook[]>;
  count(): Promise<Total>;
  /** `full` when there are as many as there may be. */
  insert(webhook: Webhook): Promise<"saved" | "full">;
  save(before: Webhook, after: Webhook): Promise<Webhook | "moved">;
  /** With all its deliveries. False when there is none. */
  remove(id: string): Promise<boolean>;
  /** Names of all events that somebody wants. */
  wantedEvents(): Promise<readonly string[]>;
  /** Those that want this event. */
  wanting(event: string): Promise<Webhook[]>;
  /** Something is due there: whoever rests begins at once, whoever works looks once more. */
  nudge(webhook: Webhook): Promise<void>;
  /** Nothing is to be done before then, or until the next nudge. False when one came since `webhook` was read. */
  rest(webhook: Webhook, until: Date | undefined): Promise<boolean>;
  /** There is more to do, after others had their turn. */
  yieldTurn(webhook: Webhook): Promise<void>;
};

type StoreDeps = {
  readonly connection: Connection;
  readonly clock: ServerClock;
  readonly worker: Pick<Worker<Webhook, DeliverTask>, "start">;
};

const taskAt = (dueAt: Date): DeliverTask => ({
  id: "deliver",
  kind: "deliver",
  dueAt,
  attempts: 0,
  giveUpAt: null,
});

export function createWebhookStore({ connection, clock, worker }: StoreDeps): WebhookStore {
  const webhooks = webhooksOf(connection);
  const deliveries = deliveriesOf(connection);

  const wake = (webhook: Webhook, at: Date): void => {
    const owes = [taskAt(at)];
    worker.start(webhook.id, webhook, { owes, added: owes });
  };

  /** Answers false when the webhook is not as the filter says, or gone. */
  const plan = async (
    webhook: Webhook,
    until: Date | undefined,
    filter: mongo.Filter<WebhookRow>,
  ): Promise<boolean> => {
    const $set = { owes: until ? [taskAt(until)] : [], restsUntil: until ?? null };
    const { matchedCount } = await webhooks.updateOne(
      { ...filter, _id: webhook.id },
      { $set, $inc: { revision: 1 } },
    );
    if (matchedCount > 0 && until) wake(webhook, until);
    return matchedCount > 0;
  };

  return {
    find: async (id) => {
      const row = await webhooks.findOne({ _id: id });
      return row ? toWebhook(row) : undefined;
    },

    list: async ({ limit, after }) => {
      const filter = after ? olderThan("createdAt", after) : {};
      const rows = await webhooks.find(filter, { sort: { createdAt: -1, _id: -1 }, limit }).toArray();
      return rows.map(toWebhook);
    },

    count: () => countRows(webhooks, {}),

    insert: async ({ id, ...webhook }) => {
      if ((await webhooks.countDocuments()) >= maxWebhooks) return "full";
      await webhooks.insertOne({ _id: id, ...webhook, owes: [], restsUntil: null, revision: 1 });
      return "saved";
    },

    save: async (before, { secret, oldSecrets, version }) => {
      const row = await webhooks.findOneAndUpdate(
        { _id: before.id, version: before.version },
        { $set: { secret, oldSecrets, version }, $inc: { revision: 1 } },
        { returnDocument: "after" },
      );
      return row ? toWebhook(row) : "moved";
    },

    remove: async (id) => {
      const { deletedCount } = await webhooks.deleteOne({ _id: id });
      // Also what a removal that died half-way has left.
      await deliveries.deleteMany({ webhookId: id });
      return deletedCount > 0;
    },

    wantedEvents: () => webhooks.distinct("events"),

    wanting: async (event) => (await webhooks.find({ events: event }).toArray()).map(toWebhook),

    nudge: async (webhook) => {
      const now = clock.now();
      await webhooks.updateOne({ _id: webhook.id }, nudged(now));
      wake(webhook, now);
    },

    rest: (webhook, until) => plan(webhook, until, { news: webhook.news }),

    yieldTurn: async (webhook) => {
      await plan(webhook, clock.now(), {});
    },
  };
}

/** A task that is leased stays as it is: its holder finds `news` changed when it wants to rest. */
function nudged(now: Date): mongo.Document[] {
  const isResting = {
    $or: [{ $eq: [{ $size: "$owes" }, 0] }, { $eq: [{ $first: "$owes.dueAt" }, "$restsUntil"] }],
  };
  return [
    {
      $set: {
        news: { $add: ["$news", 1] },
        revision: { $add: ["$revision", 1] },
        owes: { $cond: [isResting, { $literal: [taskAt(now)] }, "$owes"] },
        restsUntil: { $cond: [isResting, now, "$restsUntil"] },
      },
    },
  ];
}
