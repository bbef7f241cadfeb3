/** Where the comparison takes place: which core does what, and the processes on it. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { requestOf } from "@shop/client/to-request";
import { catalogApi } from "@shop/contracts/catalog/api";
import { startChild, type Child } from "@shop/servers/child";
import { findOnPath, runCommand, type Environment } from "@shop/servers/command";
import { waitForAnswer } from "@shop/servers/port";

/** What they are asked for. */
export const product = requestOf(catalogApi.getProduct, { params: { id: "66432" } }).path;

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Load, upstream and what else is needed; and the gateway that is measured. */
const cores = { surroundings: 0, gateway: 1 } as const;

/** What is started from now on stays on the first core, unless it is the gateway. Answers whether the machine can do so. */
export async function pinOurselves(env: Environment): Promise<boolean> {
  if (availableParallelism() < 2 || !(await findOnPath("taskset", env))) return false;
  const { ok } = await runCommand(
    "taskset",
    ["--all-tasks", "--cpu-list", "--pid", `${cores.surroundings}`, `${process.pid}`],
    { env },
  );
  return ok;
}

export type Running = AsyncDisposable & { readonly pid: number; readonly port: number };
/** Why there is none. */
export type Absent = { readonly absent: string };

export type Site = {
  readonly env: Environment;
  readonly isPinned: boolean;
  /** For what a server writes. */
  readonly folder: string;
  readonly upstreamPort: number;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  /** A new one of a customer. */
  readonly token: () => Promise<string>;
};

type Program = {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly port: number;
  readonly path?: string;
};

/** Resolves when it answers; throws with its last words when it does not. */
export async function runGateway({ isPinned }: Pick<Site, "isPinned">, program: Program): Promise<Running> {
  const pinned = isPinned ? ["taskset", "--cpu-list", `${cores.gateway}`] : [];
  return run(program, pinned);
}

export async function run(
  { name, file, args, env, port, path = product }: Program,
  before: readonly string[] = [],
): Promise<Running> {
  const [first = file, ...rest] = [...before, file, ...args];
  const child = await startChild({ name, file: first, args: rest, env, cwd: root, graceMs: 5_000 });
  const greeting = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`;
  if (!(await waitForAnswer(port, greeting, { isOver: () => child.hasExited(), timeoutMs: 30_000 })))
    throw await failure(child);
  return { pid: child.pid, port, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

async function failure(child: Child): Promise<Error> {
  await child[Symbol.asyncDispose]();
  return new Error(`${child.name} did not start. It said last:\n${child.lines().slice(-8).join("\n")}`);
}
