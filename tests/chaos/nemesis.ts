/** Kills and stops processes and servers at random, brings them back, and proves that it did. */
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { TestShop } from "../test-shop.ts";
import { seeded, type Random } from "@shop/testing/random";

type Fault = {
  readonly kind: "kill" | "stop";
  /** The payment provider and the mail catcher keep the books that the shop is judged by: never they. */
  readonly targets: readonly string[];
  /** Since the one before was recovered from or, when it overlaps, since it was done. */
  readonly afterMs: number;
  readonly overlaps: boolean;
  /** How long it is away, or stands still. */
  readonly forMs: number;
};

export type Nemesis = {
  /** Done to each target, and proved. */
  readonly done: ReadonlyMap<string, { kills: number; stops: number }>;
  readonly planned: () => number;
  /** No more; resolves when everything is back. */
  end(): Promise<void>;
};

const processNames = ["gateway", "catalog", "user", "order"] as const;
const serverNames = ["catalog", "user", "order", "redis", "rabbitmq"] as const;

/** A broker may need half a minute on a busy machine, and people order without it. */
const patienceMs = 6_000;

type Target = {
  readonly name: string;
  readonly pid: () => number;
  /** Resolves for SIGKILL when it has ended. */
  readonly signal: (signal: NodeJS.Signals) => Promise<void>;
  readonly start: () => Promise<void>;
  /** Resolves when it can be used again, or after a while. */
  readonly recovered: () => Promise<void>;
};

const targetNames: readonly string[] = [...processNames, ...serverNames.map((key) => titleOf(key))];

/** The next fault: mostly `kill -9` of one, back within two seconds; some while the one before is still felt. */
function nextFault(random: Random): Fault {
  const kind = random.chance(0.2) ? "stop" : "kill";
  const first = random.pick(targetNames);
  const second = random.pick(targetNames.filter((name) => name !== first));
  return {
    kind,
    targets: random.chance(0.15) ? [first, second] : [first],
    afterMs: random.whole(1_000, 4_000),
    overlaps: random.chance(0.25),
    forMs: kind === "stop" ? random.whole(1_000, 5_000) : random.whole(0, 2_000),
  };
}

export function startNemesis(shop: TestShop, seed: number, say: (line: string) => void): Nemesis {
  const random = seeded(seed, "nemesis");
  const targets = new Map(targetsOf(shop).map((target) => [target.name, target]));
  const done = new Map(targetNames.map((name) => [name, { kills: 0, stops: 0 }]));
  const busy = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const started = performance.now();
  let planned = 0;

  const strike = async ({ kind, forMs }: Fault, name: string): Promise<void> => {
    const target = targets.get(name);
    const count = done.get(name);
    if (!target || !count) throw new Error(`Nobody is called ${name}`);
    const at = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
    say(`${at} s  ${kind === "kill" ? "kill -9" : "SIGSTOP"} ${name}, for ${forMs} ms`);
    if (kind === "kill") {
      await killAndStart(target, forMs);
      count.kills += 1;
    } else {
      await standStill(target, forMs);
      count.stops += 1;
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const fault = nextFault(random);
      if (!fault.overlaps) await Promise.race([Promise.allSettled(busy.values()), pause(patienceMs)]);
      await pause(fault.afterMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      for (const name of fault.targets.filter((each) => !busy.has(each))) {
        planned += 1;
        const striking = strike(fault, name).finally(() => busy.delete(name));
        striking.catch((error: unknown) => say(`The fault was not done: ${String(error)}`));
        busy.set(name, striking);
      }
    }
  };
  const running = run();

  return {
    done,
    planned: () => planned,
    end: async () => {
      stopping.abort();
      await running;
      await Promise.allSettled(busy.values());
    },
  };
}

async function killAndStart({ name, pid, signal, start, recovered }: Target, forMs: number): Promise<void> {
  const before = pid();
  if (before < 1) throw new Error(`${name} does not run`);
  await signal("SIGKILL");
  if (await stateOf(before)) throw new Error(`${name} lives on`);
  await pause(forMs);
  await insist(start);
  if (pid() === before || pid() < 1) throw new Error(`${name} is not a new process`);
  await recovered();
}

/** On a busy machine its port may be taken, for a moment, by a connection of somebody else. */
async function insist(start: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left -= 1) {
    try {
      await start();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await pause(1_000);
    }
  }
}

async function standStill({ name, pid, signal }: Target, forMs: number): Promise<void> {
  const before = pid();
  await signal("SIGSTOP");
  try {
    await pause(forMs / 2);
    if ((await stateOf(before)) !== "T") throw new Error(`${name} does not stand still`);
    await pause(forMs / 2);
  } finally {
    await signal("SIGCONT");
  }
}

/** The kernel's letter for it; undefined when there is no such process. */
async function stateOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return /^.*\) (\w)/.exec(stat)?.[1];
}

function titleOf(key: (typeof serverNames)[number]): string {
  return key === "redis" || key === "rabbitmq" ? key : `mongodb-${key}`;
}

function targetsOf(shop: TestShop): Target[] {
  const processes = processNames.map((name): Target => {
    const process = shop.process(name);
    return {
      name,
      pid: () => process.pid,
      signal: (signal) => process.kill(signal),
      start: () => process.start(),
      // Its database may be away as well, and then it is not ready soon.
      recovered: () => process.waitReady(10_000).catch(() => undefined),
    };
  });
  const servers = serverNames.map((key): Target => ({
    name: titleOf(key),
    pid: () => shop.servers.get(key)?.process.pid ?? -1,
    signal: async (signal) => {
      if (signal === "SIGKILL") await shop.stopServer(key, signal);
      else shop.servers.get(key)?.process.kill(signal);
    },
    start: () => shop.startServer(key),
    recovered: () => Promise.resolve(),
  }));
  return [...processes, ...servers];
}
