/** What a process and its children have used, as Linux counts it. */
import { readFile } from "node:fs/promises";

const ticksPerSecond = 100;

export type Cost = {
  /** User and system time since each of them began. */
  readonly cpuS: number;
  /** The most memory that each has ever had resident, together. */
  readonly peakMb: number;
};

export async function readCost(pid: number): Promise<Cost> {
  const costs = await Promise.all((await familyOf(pid)).map(readOne));
  return {
    cpuS: costs.reduce((sum, { cpuS }) => sum + cpuS, 0),
    peakMb: costs.reduce((sum, { peakMb }) => sum + peakMb, 0),
  };
}

async function familyOf(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  const families = await Promise.all(children.split(" ").filter(Boolean).map(Number).map(familyOf));
  return [pid, ...families.flat()];
}

async function readOne(pid: number): Promise<Cost> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile(`/proc/${pid}/status`, "utf8"),
  ]);
  const fields = stat.replace(/^.*\) /s, "").split(" ");
  return {
    cpuS: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    peakMb: Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024,
  };
}
