/**
 * Write-ahead: an act is on record before it happens, and told of in the same write that says what came of it. What a
 * crash leaves in between is told of as it is found then, so that none can happen that the audit log does not show.
 */
import { randomUUID } from "node:crypto";
import type { Act, Snapshot, Subject } from "@shop/contracts/language/act";
import { defaults, type Endpoint } from "@shop/contracts/language/endpoint";
import { AppError, type ErrorKind } from "../errors.ts";
import type { Acting, RecordAct, RecordActs } from "../http/server/acting.ts";
import type { Answer } from "../http/server/answer.ts";
import { currentContext } from "../process/context.ts";
import { crashPoint } from "../process/crash-point.ts";
import type { Logger } from "../process/logger.ts";
import type { ServerClock } from "../mongo/server-clock.ts";
import { dueIn, type ActStore, type BegunAct } from "./act-store.ts";
import { createDrawing, lookAt, type AnyShown, type Params } from "./shown.ts";

/** After the time of its request, an act that nobody has told of is somebody else's. */
const graceMs = 60_000;

/** With these nothing has happened; with others nobody can be sure. */
const refusals: ReadonlySet<ErrorKind> = new Set([
  "invalid",
  "unauthorized",
  "forbidden",
  "not_found",
  "conflict",
  "busy",
  "precondition_failed",
  "precondition_required",
  "unsupported_type",
  "unprocessable",
  "too_many",
]);
const isRefusal = (error: unknown): boolean => error instanceof AppError && refusals.has(error.kind);

type Deps = {
  readonly acts: ActStore;
  readonly shown: AnyShown;
  readonly clock: ServerClock;
  readonly log: Logger;
};

/** How acts of an endpoint are recorded, and how those are settled that a crash has left. */
export function createActs({ acts, shown, clock, log }: Deps): {
  readonly recordActs: RecordActs;
  readonly settle: (act: BegunAct) => Promise<void>;
} {
  const drawings = new Map<string, ReturnType<typeof createDrawing>>();
  const read = async (kind: string, id: string | null, params: Params): Promise<Snapshot> => {
    const found = id === null ? undefined : await lookAt(shown, kind, [id, params]);
    return found === undefined ? null : (drawings.get(kind)?.(found) ?? null);
  };

  const begin = async (endpoint: Endpoint, { action, on }: Act, acting: Acting): Promise<BegunAct> => {
    const params = (acting.params ?? {}) as Params;
    const before = await read(on.kind, idIn(on, params), params);
    const act: BegunAct = {
      id: randomUUID(),
      at: clock.now(),
      actor: acting.actor,
      action,
      kind: on.kind,
      object: idIn(on, before, params, acting.query, acting.body),
      params,
      before,
      requestId: currentContext()?.requestId ?? "",
    };
    await acts.begin(act, dueIn(clock, (endpoint.timeoutMs ?? defaults.timeoutMs) + graceMs));
    crashPoint("acts.begun");
    return act;
  };

  /** Its answer is good whatever becomes of this: what is left is settled later. */
  const orLater = async (act: BegunAct, work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => log.warn({ err: error, act: act.id }, "An act is settled later"));
  };

  const tell = async (act: BegunAct, { on, replies }: Act, answer: Answer): Promise<void> => {
    const body = typeof answer.body === "string" ? (JSON.parse(answer.body) as object) : undefined;
    const object = act.object ?? idIn(on, body);
    const isShown = replies && body !== undefined;
    const after = isShown ? drawings.get(on.kind)!(body) : await read(on.kind, object, act.params);
    await acts.finish({ ...act, object }, after);
  };

  const recordActs: RecordActs = (endpoint, act): RecordAct => {
    drawings.set(act.on.kind, createDrawing(act.on));
    return async (acting, run) => {
      const begun = await begin(endpoint, act, acting);
      const answer = await run().catch(async (error: unknown) => {
        const isOver = isRefusal(error);
        await orLater(begun, isOver ? acts.drop(begun.id) : acts.settleAt(begun.id, dueIn(clock, graceMs)));
        throw error;
      });
      crashPoint("acts.done");
      await orLater(begun, answer.isReplayed ? acts.drop(begun.id) : tell(begun, act, answer));
      return answer;
    };
  };

  return {
    recordActs,
    settle: async (act) => {
      await acts.finish(act, await read(act.kind, act.object, act.params));
    },
  };
}

/** The first of them that names it. */
function idIn({ id = "" }: Subject, ...places: readonly unknown[]): string | null {
  for (const place of places) {
    const value = (place as Readonly<Record<string, unknown>> | null | undefined)?.[id];
    if (typeof value === "string") return value;
  }
  return null;
}
