/** `npm run restart -- order`: one process of the running shop begins anew, the others go on. */
import { join } from "node:path";
import { askShop } from "./src/control.ts";
import { toProcessName } from "./src/options.ts";
import { processNames } from "./src/processes.ts";
import { root } from "./src/shop.ts";

const [name] = process.argv.slice(2);
try {
  if (name === undefined) throw new Error(`npm run restart -- NAME, one of ${processNames.join(", ")}.`);
  process.stdout.write(`${await askShop(join(root, ".data"), toProcessName(name))}\n`);
} catch (cause) {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
}
