/**
 * What a request costs in this gateway, and in others, in one run: `node tests/load/gateway.ts`. Linux alone, 5 minutes.
 *
 *   --seconds 5 --rounds 4    how long each is asked in a round, and how many rounds there are
 *   --only nginx,this         those whose name contains one of these words
 *   --markdown                nothing but the table, for docs/performance.md
 *   --svg docs/gateway-cost.svg   draws the bars
 *
 * All have the same upstream, a Node process that answers 1 KB from memory. It, 50 clients (`wrk`, else autocannon), Redis and RabbitMQ
 * have the first core, the gateway that is measured has the second; with less than two cores, or no `taskset`, nothing is pinned.
 * nginx, HAProxy, Varnish and wrk are used when they are on PATH: `apt-get install nginx haproxy varnish wrk`, and stop what starts by itself.
 * Others keep no access log, so this gateway is told to keep none either (LOG_LEVEL=warn); all that it is otherwise, it is here.
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { toBars } from "./gateways/bars.ts";
import { toFigures } from "./gateways/figures.ts";
import { connections, findLoadTool } from "./gateways/load.ts";
import { runRounds, type Contestant } from "./gateways/rounds.ts";
import { openSurroundings } from "./gateways/surroundings.ts";
import { toTable, type Missing } from "./gateways/table.ts";
import { directName, variants } from "./gateways/variants.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "4" },
    only: { type: "string", default: "" },
    markdown: { type: "boolean", default: false },
    svg: { type: "string" },
  },
});
const { env } = process;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const whisper = values.markdown ? () => undefined : say;
const words = values.only.split(",");
const isWanted = ({ name }: { readonly name: string }) => words.some((word) => name.includes(word));

await using open = new AsyncDisposableStack();
const { site, upstream } = open.use(await openSurroundings(env, whisper));
const tool = await findLoadTool(env, site.folder);
const contestants: Contestant[] = [
  {
    variant: { name: directName, path: "/products/66432", start: async () => upstream },
    running: upstream,
  },
];
const missing: Missing[] = [];
for (const variant of variants.filter(isWanted)) {
  const running = await variant.start(site);
  if ("absent" in running) missing.push({ variant, ...running });
  else contestants.push({ variant, running: open.use(running) });
}
whisper(
  `${cpus().length} cores, ${site.isPinned ? "pinned" : "nothing is pinned"}, Node ${process.version}, ${tool.name}, ${connections} connections`,
);
const measured = await runRounds({
  contestants,
  tool,
  token: site.token,
  upstreamPort: site.upstreamPort,
  warmUpS: 3,
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  say: whisper,
});
const figures = toFigures(measured);
say(toTable(figures, missing));
if (values.svg !== undefined) await writeFile(values.svg, toBars(figures));
