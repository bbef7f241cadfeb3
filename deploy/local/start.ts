/** `npm start`: the whole shop on this machine, until Ctrl-C. */
import { glob, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadDemoShop } from "./src/demo-shop.ts";
import { lockFolder } from "./src/lock.ts";
import { whenParentIsGone } from "./src/parent.ts";
import { findTakenPorts, readPorts } from "./src/ports.ts";
import { root, type Shop, startShop } from "./src/shop.ts";
import { createTerminal } from "./src/terminal.ts";
import { welcome } from "./src/welcome.ts";

const brokerPatienceMs = 10_000;
const { env } = process;
const dataDir = join(root, ".data");
const gatewayHost = env["GATEWAY_HOST"] || "0.0.0.0";
const terminal = createTerminal((text) => process.stdout.write(text), performance.now.bind(performance));
const stop = Promise.withResolvers<string>();
const stopping = new AbortController();
let isStarted = false;
let isWelcomed = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.resolve(signal));
whenParentIsGone(env["npm_execpath"], () => stop.resolve("gone"));
// Whoever reads our output may be gone before us.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop.resolve("gone"));

process.exit(await main());

async function main(): Promise<number> {
  await using open = new AsyncDisposableStack();
  try {
    const options = readOptions();
    open.use(await lockFolder(dataDir));
    if (options.fresh) await beginAnew();
    const shop = start(options, open);
    const ended = await Promise.race([shop, stop.promise]);
    if (typeof ended === "object") return await stayUntilTheEnd(ended);
    end(0);
    stopping.abort();
    await shop.catch(() => undefined);
    return 0;
  } catch (cause) {
    process.stderr.write(
      `${isStarted ? "\n" : ""}${cause instanceof Error ? cause.message : String(cause)}\n`,
    );
    return end(1);
  }
}

function readOptions(): { fresh: boolean; withBroker: boolean } {
  const { values } = parseArgs({
    options: { fresh: { type: "boolean" }, "without-broker": { type: "boolean" } },
  });
  return { fresh: values.fresh === true, withBroker: values["without-broker"] !== true };
}

async function start({ withBroker }: { withBroker: boolean }, open: AsyncDisposableStack): Promise<Shop> {
  const ports = readPorts(env);
  const taken = await findTakenPorts(ports, gatewayHost);
  if (taken.length > 0) throw new Error(taken.join("\n"));
  terminal.say("Starting the shop …");
  isStarted = true;
  const shop = open.use(
    await startShop({
      env,
      dataDir,
      ports,
      gatewayHost,
      withBroker,
      signal: stopping.signal,
      say: (line) => terminal.say(`  ${line}`),
      onLine: terminal.showLog,
    }),
  );
  await loadDemoShop({
    env,
    gatewayUrl: shop.gatewayUrl,
    mongoFolder: shop.mongoFolder(),
    logFile: join(dataDir, "logs/demo.log"),
    say: (line) => terminal.say(`  ${line}`),
  });
  // The shop is open without it, but whoever follows the welcome's lines wants to see an order confirmed.
  const broker = withBroker ? shop.startBroker().then(welcomeBroker, () => undefined) : undefined;
  await Promise.race([
    broker,
    pause(brokerPatienceMs, undefined, { signal: stopping.signal }).catch(() => undefined),
  ]);
  terminal.say(welcome(shop, { withBroker }));
  isWelcomed = true;
  if (!withBroker) terminal.expectCalm();
  return shop;
}

function welcomeBroker(): void {
  if (isWelcomed) terminal.say("\nRabbitMQ is up: orders flow.");
  terminal.expectCalm();
}

async function stayUntilTheEnd({ failed }: Shop): Promise<number> {
  const reason = await Promise.race([failed.then((why) => ({ why })), stop.promise]);
  if (typeof reason === "string") return end(0);
  process.stderr.write(`\n${reason.why}\n`);
  return end(1);
}

function end(code: number): number {
  terminal.hush();
  if (isStarted) terminal.say("\nStopping; the data stays in .data/ …");
  setTimeout(() => process.exit(1), 20_000).unref();
  return code;
}

async function beginAnew(): Promise<void> {
  terminal.say("Deleting the shop's data (.data/, but for downloaded programs).");
  const data = ["{mongodb,rabbitmq,redis}-*", "servers.json", "payment-sandbox", "mail", "logs"];
  for await (const name of glob(data, { cwd: dataDir }))
    await rm(join(dataDir, name), { recursive: true, force: true });
}
