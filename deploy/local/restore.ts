/** `npm run restore -- FOLDER`: brings a backup back into databases that no shop runs on. */
import { glob, rm } from "node:fs/promises";
import { join } from "node:path";
import { openDatabases } from "./src/backup/databases.ts";
import { readFolder } from "./src/backup/folder.ts";
import { restoreBackup } from "./src/backup/restore-backup.ts";
import { packages, root } from "./src/shop.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { env } = process;
const dataDir = join(root, ".data");
try {
  const { folder, replaces } = readFolder(
    process.argv.slice(2),
    env,
    "npm run restore -- FOLDER [--replace]",
  );
  await using open = await openDatabases({ env, dataDir, packages, say, mayRun: false });
  const backAgain = await restoreBackup({ databases: open.databases, folder, replaces, say });
  // What waits and what is kept there is of a shop that is no more.
  if (open.isOwn)
    for await (const name of glob("{rabbitmq,redis}-*", { cwd: dataDir }))
      await rm(join(dataDir, name), { recursive: true, force: true });
  else say("Empty Redis and RabbitMQ before the shop starts: what they hold is of a shop that is no more.");
  for (const id of backAgain)
    say(
      `The account ${id} was erased after this backup, and is back: docs/backup.md says what is to be done.`,
    );
  say(`The backup is back: start the shop. All sign in again.`);
} catch (cause) {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
}
