/** The proportional memory of a process, before, in the middle and at the end. */
import { readFileSync } from "node:fs";

export type Memory = {
  /** To be called with how many of all are done. */
  readonly look: (done: number) => void;
  readonly tell: () => string;
  /** Whether the second half took a quarter more than there was in the middle: what is kept per request grows on and on. */
  readonly hasGrown: () => boolean;
};

export function watchMemory(pid: number, all: number): Memory {
  const seen = [readMb(pid)];
  const due = [Math.ceil(all / 2), all];
  return {
    look: (done) => {
      if (due.includes(done)) seen.push(readMb(pid));
    },
    tell: () => `Memory, MB: ${seen.map((mb) => mb.toFixed(0)).join(", then ")}`,
    hasGrown: () => (seen[2] ?? 0) > 1.25 * (seen[1] ?? Infinity),
  };
}

const readMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) / 1024;
