/** A debugger's port for each process that is to be looked into: the usual one when it is free. */
import { isPortFree } from "@shop/servers/port";
import type { ProcessName } from "./processes.ts";

const usualPort = 9229;

export type Inspectors = {
  readonly flags: Readonly<Partial<Record<ProcessName, readonly string[]>>>;
  readonly lines: readonly string[];
};

export async function chooseInspectors(names: readonly ProcessName[]): Promise<Inspectors> {
  const flags: Partial<Record<ProcessName, readonly string[]>> = {};
  const lines: string[] = [];
  let port = usualPort;
  for (const name of names) {
    while (!(await isPortFree(port))) port += 1;
    flags[name] = [`--inspect=127.0.0.1:${port}`];
    lines.push(`${name} can be debugged at 127.0.0.1:${port}: attach your editor, or open chrome://inspect.`);
    port += 1;
  }
  return { flags, lines };
}
