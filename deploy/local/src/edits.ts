/** Tells which processes an edit concerns: whose code it is, or all that share it. */
import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { serviceNames } from "./backing.ts";
import type { ProcessName } from "./processes.ts";

const sharing: readonly ProcessName[] = [...serviceNames, "web", "gateway"];

const folders: Readonly<Record<string, readonly ProcessName[]>> = {
  "gateway/src": ["gateway"],
  "services/catalog/src": ["catalog"],
  "services/user/src": ["user"],
  "services/order/src": ["order"],
  "services/web/src": ["web"],
  "deploy/payment-sandbox/src": ["sandbox"],
  "deploy/mail-catcher/src": ["mail"],
  "shared/contracts/src": sharing,
  "shared/kit/src": sharing,
  "shared/client/src": ["web"],
};

/** An editor writes a file in several steps, and a branch that is changed many files. */
const settleMs = 150;

/** Not what no running process has read: tests, and what is not code. */
export const isCode = (file: string): boolean =>
  /\.(ts|json|html|css|svg)$/.test(file) && !/\.test\.ts$|(^|\/)(test|testing)\//.test(file);

/** Calls `onEdit` with the processes and with a file that was edited, for as long as `signal` allows. */
export function watchEdits(
  root: string,
  onEdit: (names: readonly ProcessName[], file: string) => void,
  signal: AbortSignal,
): void {
  let concerned = new Map<ProcessName, string>();
  let isWaiting = false;
  const note = async (names: readonly ProcessName[], file: string): Promise<void> => {
    for (const name of names) concerned.set(name, file);
    if (isWaiting) return;
    isWaiting = true;
    await pause(settleMs, undefined, { ref: false });
    isWaiting = false;
    const edited = concerned;
    concerned = new Map();
    onEdit([...edited.keys()], [...edited.values()].at(-1) ?? file);
  };
  for (const [folder, names] of Object.entries(folders)) {
    const watcher = watch(join(root, folder), { recursive: true, signal, persistent: false });
    watcher.on("change", (_, file) => {
      if (typeof file === "string" && isCode(file)) void note(names, join(folder, file));
    });
    watcher.on("error", () => undefined);
  }
}
