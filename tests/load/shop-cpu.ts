/** What the processes of a shop have used: user and system time, seconds since each began, by process. Linux. */
import { readFile } from "node:fs/promises";
import type { TestShop } from "../test-shop.ts";

export type Cpu = Readonly<Record<string, number>>;

const ticksPerSecond = 100;
const nodes = ["gateway", "catalog", "user", "order", "web", "sandbox"] as const;

/** Its services, its databases (`store …`) and its broker. */
export async function readCpu({ servers, ...running }: TestShop): Promise<Cpu> {
  const pids: [string, number | undefined][] = [
    ...nodes.map((name): [string, number] => [name, running.process(name).pid]),
    ...[...servers].map(([name, server]): [string, number | undefined] => [
      `store ${name}`,
      server.process.pid,
    ]),
  ];
  return Object.fromEntries(
    await Promise.all(pids.map(async ([name, pid]) => [name, await cpuSecondsOf(pid)] as const)),
  );
}

export async function cpuSecondsOf(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** What a process holds in MB, with its part of what others hold, too. Linux. */
export async function megabytesOf(pid: number | undefined): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return Math.round(Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024);
}

export function since(before: Cpu, after: Cpu): Cpu {
  return Object.fromEntries(Object.entries(after).map(([name, cpu]) => [name, cpu - (before[name] ?? 0)]));
}

/** Microseconds a request, of the processes that are chosen. */
export function microsOf(
  { cpu, requests }: { readonly cpu: Cpu; readonly requests: number },
  of: (process: string) => boolean = () => true,
): number {
  const parts = Object.entries(cpu).filter(([process]) => of(process));
  return Math.round((parts.reduce((sum, [, each]) => sum + each, 0) / requests) * 1e6);
}
