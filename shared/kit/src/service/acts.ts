/** What every service has: acts of staff on record, told of to the audit log. */
import type { Connection } from "mongoose";
import {
  actRowsOf,
  createActStore,
  toBegunAct,
  type ActRow,
  type BegunAct,
  type SettleTask,
} from "../acts/act-store.ts";
import { createActs } from "../acts/record-acts.ts";
import type { AnyShown } from "../acts/shown.ts";
import type { RecordActs } from "../http/server/acting.ts";
import type { Outbox } from "../messaging/outbox.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import type { Logger } from "../process/logger.ts";
import { createWorker } from "../work/worker.ts";

/** Begins to settle what a crash has left. */
export function openActs({
  name,
  connection,
  outbox,
  clock,
  shown,
  use,
  log,
}: {
  readonly name: string;
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly clock: ServerClock;
  readonly shown: AnyShown;
  readonly use: <Resource extends AsyncDisposable>(resource: Resource) => Resource;
  readonly log: Logger;
}): RecordActs {
  const acts = createActStore({ service: name, connection, outbox });
  const { recordActs, settle } = createActs({ acts, shown, clock, log });
  const rows = actRowsOf(connection);
  const options = { name: rows.collectionName, rows, toDocument: toBegunAct, clock, log };
  const worker = use(createWorker<ActRow, BegunAct, SettleTask>(options));
  worker.begin({ settle: { concurrency: 2, leaseMs: 30_000, run: settle } });
  return recordActs;
}
