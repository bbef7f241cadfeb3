/** `npm run backup -- FOLDER`: a copy of the three databases, while the shop runs or not. */
import { join } from "node:path";
import { openDatabases } from "./src/backup/databases.ts";
import { readFolder } from "./src/backup/folder.ts";
import { takeBackup } from "./src/backup/take-backup.ts";
import { packages, root } from "./src/shop.ts";
import shop from "../../package.json" with { type: "json" };

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { env } = process;
try {
  const { folder } = readFolder(process.argv.slice(2), env, "npm run backup -- FOLDER");
  await using open = await openDatabases({ env, dataDir: join(root, ".data"), packages, say, mayRun: true });
  await takeBackup({ databases: open.databases, folder, shopVersion: shop.version, say });
  say(`The backup is in ${folder}.`);
} catch (cause) {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
}
