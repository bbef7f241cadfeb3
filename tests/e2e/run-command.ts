/** `npm run backup` and `npm run restore`, as somebody types them, for a shop whose databases are named. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { serviceNames } from "@shop/local/backing";
import { root, type Shop } from "@shop/local/shop";

export async function runCommand(
  program: "backup" | "restore",
  shop: Pick<Shop, "mongoUrl">,
  ...args: string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const named = serviceNames.map((service) => [`${service.toUpperCase()}_MONGO_URL`, shop.mongoUrl(service)]);
  const env = { PATH: "", ...Object.fromEntries(named) } as NodeJS.ProcessEnv;
  const file = join(root, `deploy/local/${program}.ts`);
  return promisify(execFile)(process.execPath, [file, ...args], { env }).catch(
    (error: unknown) => error as { readonly stdout: string; readonly stderr: string },
  );
}
