/**
 * Several gateways on one port, each a whole process with a cache, limits and metrics of its own; the kernel shares the
 * connections out (SO_REUSEPORT). One that ends is started again; what ends this process ends them all.
 */
import { fork, type ChildProcess } from "node:child_process";
import type { Logger } from "@shop/kit/process/logger";
import { goAhead, isListening, isStarted } from "./worker.ts";

export type SuperviseOptions = {
  readonly count: number;
  /** The program that each of them runs. */
  readonly file: string;
  readonly envOf: (worker: number) => NodeJS.ProcessEnv;
  readonly log: Logger;
};

type Worker = {
  readonly child: ChildProcess;
  readonly beganAt: number;
  state: "starting" | "waiting" | "listening";
};

type End = {
  readonly exitCode: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly err?: Error;
};

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Whoever ran for so long is started again without a pause to speak of. */
const steadyMs = 10_000;

/** Resolves with the code to exit with: 0 when all have drained after a signal, 1 when one could not, or none ever listened. */
export function supervise({ count, file, envOf, log }: SuperviseOptions): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const workers = new Map<number, Worker>();
  const failures = new Map<number, number>();
  let hasOpened = false;
  let hasListened = false;
  let isStopping = false;
  let code = 0;

  /** At first none listens before all can: then whoever is let in finds the whole gateway. */
  const letListen = (): void => {
    const all = [...workers.values()];
    hasOpened ||= all.length === count && all.every(({ state }) => state === "waiting");
    if (!hasOpened) return;
    for (const worker of all.filter(({ state }) => state === "waiting")) {
      worker.state = "listening";
      // One that has just ended hears nothing, and is noticed by its end.
      worker.child.send(goAhead, () => undefined);
    }
  };
  const hear = (worker: Worker, message: unknown): void => {
    if (message === isListening) hasListened = true;
    if (message !== isStarted) return;
    worker.state = "waiting";
    letListen();
  };
  const stop = (): void => {
    isStopping = true;
    for (const { child } of workers.values()) child.kill("SIGTERM");
    if (workers.size === 0) resolve(code);
  };
  const start = (number: number): void => {
    if (isStopping) return;
    // A group of its own: a terminal's Ctrl-C would reach it twice, which means at once.
    const child = fork(file, { env: envOf(number), detached: true });
    const worker: Worker = { child, beganAt: performance.now(), state: "starting" };
    workers.set(number, worker);
    log.info({ worker: number, pid: child.pid }, "Worker");
    child.on("message", (message) => hear(worker, message));
    child.on("error", (err) => {
      // It could not be started at all, so there is no exit.
      if (child.pid === undefined) end(number, worker, { exitCode: 1, err });
    });
    child.once("exit", (exitCode, signal) => end(number, worker, { exitCode, signal }));
  };
  const end = (number: number, worker: Worker, how: End): void => {
    workers.delete(number);
    if (!isStopping) return restart(number, worker, how);
    if (how.exitCode !== 0) code = 1;
    if (workers.size === 0) resolve(code);
  };
  const restart = (number: number, { beganAt }: Worker, how: End): void => {
    log.error({ worker: number, ...how }, "Worker ended");
    // What none of them can do, as to listen on a port that is taken, none will be able to.
    if (!hasListened) {
      code = 1;
      return stop();
    }
    const failed = performance.now() - beganAt < steadyMs ? (failures.get(number) ?? 0) : 0;
    failures.set(number, failed + 1);
    setTimeout(() => start(number), Math.min(firstPauseMs * 2 ** failed, longestPauseMs));
  };

  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  for (let number = 0; number < count; number += 1) start(number);
  return promise;
}
