/** What `npm run backup` and `npm run restore` are told: a folder, as whoever types it sees it. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Environment } from "@shop/servers/command";

/** Throws the usage. */
export function readFolder(
  args: readonly string[],
  env: Environment,
  usage: string,
): { readonly folder: string; readonly replaces: boolean } {
  const { positionals, values } = parseArgs({
    args: [...args],
    options: { replace: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || others.length > 0) throw new Error(`Say which folder: ${usage}`);
  // npm runs a script in the shop's folder, and tells where it was called.
  return { folder: resolve(env["INIT_CWD"] ?? ".", folder), replaces: values.replace };
}
