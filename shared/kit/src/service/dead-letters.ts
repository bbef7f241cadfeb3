/** What every service that hears events has: its dead letters kept, counted, told of in the log, and shown to admins. */
import {
  deadLettersApiOf,
  deadLetterSubject,
  type DeadLetter as PublicLetter,
} from "@shop/contracts/language/dead-letters";
import type { Api } from "@shop/contracts/language/endpoint";
import type { Connection } from "mongoose";
import type { AnyShown } from "../acts/shown.ts";
import type { Handlers } from "../http/server/handlers.ts";
import { reply } from "../http/server/handlers.ts";
import type { Bus } from "../messaging/bus/connect.ts";
import type { DeadLetter } from "../messaging/bus/dead-letters.ts";
import { createDeadLetterStore, type KeptItem, type KeptLetter } from "../messaging/dead-letter-store.ts";
import { deadLetterErrors, getLetter, redrive, redriveAll } from "../messaging/redrive.ts";
import type { Cursors } from "../paging/cursor.ts";
import type { Logger } from "../process/logger.ts";
import { defineGauge, defineReadings } from "../process/metrics.ts";

/** Begins to keep them; answers the endpoints by which they are seen, and their handlers. */
export function openDeadLetters({
  name,
  consumers,
  connection,
  bus,
  cursors,
  log,
}: {
  name: string;
  /** The service's own, and whoever else hears events for it. */
  consumers: readonly string[];
  connection: Connection;
  bus: Pick<Bus, "collect" | "deliver">;
  cursors: Cursors;
  log: Logger;
}): { readonly api: Api; readonly handlers: Handlers<Api>; readonly shown: AnyShown } {
  const letters = createDeadLetterStore({ connection, consumer: name });
  const deps = {
    letters,
    deliver: (letter: KeptLetter) => bus.deliver(letter.consumer, letter),
    now: () => new Date(),
  };
  let arrived = 0;
  const keep = async (letter: DeadLetter): Promise<void> => {
    if (!(await letters.keep(letter))) return;
    arrived += 1;
    const { id: letterId, consumer, event, reason, messageId } = letter;
    log.warn({ letterId, consumer, event, reason, messageId }, "A dead letter arrived");
  };
  for (const consumer of consumers) bus.collect(consumer, keep);
  defineGauge("dead_letters", "Messages that could not be handled and wait for somebody", letters.count);
  defineReadings("counter", "dead_letters_arrived_total", "Messages that could not be handled", [], () => [
    { labels: {}, value: arrived },
  ]);

  const query = `dead_letters of ${name}`;
  const handlers: Handlers<ReturnType<typeof deadLettersApiOf<"service">>> = {
    listServiceDeadLetters: async ({ query: { limit, cursor, count } }) => {
      const [at, id] = cursor === undefined ? [] : cursors.decode(query, cursor);
      const after = id === undefined ? undefined : { failedAt: new Date(Number(at)), id: String(id) };
      const found = await letters.list(limit + 1, after);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const next = last ? cursors.encode(query, [last.failedAt.getTime(), last.id]) : null;
      const page = { items: items.map(toPublicItem), next };
      return reply({ ...page, ...(count && { total: await letters.total() }) }, { next });
    },
    getServiceDeadLetter: async ({ params: { id } }) => toPublic(await getLetter(deps, id)),
    redriveServiceDeadLetter: async ({ params: { id } }) => toPublic(await redrive(deps, id)),
    redriveServiceDeadLetters: ({ meta }) => redriveAll(deps, meta.msLeft),
    dropServiceDeadLetter: async ({ params: { id } }) => {
      if (!(await letters.drop(id))) throw deadLetterErrors.notFound(id);
    },
  };
  const named = Object.fromEntries(
    Object.entries(handlers).map(([key, handle]) => [toNameOf(name, key), handle]),
  );
  const shown: AnyShown = {
    [deadLetterSubject.kind]: async (id) => toPublicItem(await getLetter(deps, id)),
  };
  return { api: deadLettersApiOf(name), handlers: named as unknown as Handlers<Api>, shown };
}

const toNameOf = (service: string, key: string): string =>
  key.replace("Service", `${service.charAt(0).toUpperCase()}${service.slice(1)}`);

const toPublicItem = ({ id, status, event, messageId, reason, error, attempts, failedAt }: KeptItem) => ({
  id,
  status,
  event,
  messageId,
  reason,
  error,
  attempts,
  failedAt: failedAt.toISOString(),
});

const toPublic = (letter: KeptLetter): PublicLetter => ({
  ...toPublicItem(letter),
  history: letter.history.map(({ at, ...step }) => ({ ...step, at: at.toISOString() })),
  headers: { ...letter.headers },
  body: letter.content.toString("utf8"),
});
