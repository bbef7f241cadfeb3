/** `npm start`: the whole shop on this machine, until Ctrl-C. */
import { glob, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { listenForCommands } from "./src/control.ts";
import { loadDemoShop } from "./src/demo-shop.ts";
import { watchEdits } from "./src/edits.ts";
import { chooseInspectors } from "./src/inspectors.ts";
import { lockFolder } from "./src/lock.ts";
import { type Options, readOptions, toProcessName, usage } from "./src/options.ts";
import { whenParentIsGone } from "./src/parent.ts";
import { findTakenPorts, readPorts } from "./src/ports.ts";
import { createRestart } from "./src/restarts.ts";
import { findUnreachable } from "@shop/servers/reach";
import { root, type Shop, startShop } from "./src/shop.ts";
import { createTerminal } from "./src/terminal.ts";
import { welcome } from "./src/welcome.ts";

const brokerPatienceMs = 10_000;
const { env } = process;
const dataDir = join(root, ".data");
const gatewayHost = env["GATEWAY_HOST"] || "0.0.0.0";
const terminal = createTerminal((text) => process.stdout.write(text), performance.now.bind(performance), {
  isColoured: process.stdout.hasColors?.() ?? false,
});
/** An edit is to be seen at once; who waits for an answer asks again. */
const editGraceMs = 300;
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
    const options = readOptions(process.argv.slice(2), env);
    if (options.isHelpWanted) {
      terminal.say(usage);
      return 0;
    }
    open.use(await lockFolder(dataDir));
    const shop = start(options, open);
    const ended = await Promise.race([shop, stop.promise]);
    if (typeof ended === "object") return await stayUntilTheEnd(ended);
    end(0);
    await shop.catch(() => undefined);
    return 0;
  } catch (cause) {
    process.stderr.write(
      `${isStarted ? "\n" : ""}${cause instanceof Error ? cause.message : String(cause)}\n`,
    );
    return end(1);
  }
}

async function start(
  { isFresh, withBroker, isWatching, inspected }: Options,
  open: AsyncDisposableStack,
): Promise<Shop> {
  const ports = readPorts(env);
  const taken = await findTakenPorts(ports, gatewayHost, { say: terminal.say });
  if (taken.length > 0) throw new Error(taken.join("\n"));
  await refuseUnreachable(withBroker);
  // Only now that the start can go on.
  if (isFresh) await beginAnew();
  const inspectors = await chooseInspectors(inspected);
  terminal.say("Starting the shop …");
  isStarted = true;
  const shop = open.use(
    await startShop({
      env,
      dataDir,
      ports,
      gatewayHost,
      withBroker,
      isSupervised: true,
      nodeFlags: inspectors.flags,
      signal: stopping.signal,
      say: (text) => terminal.say(`  ${text.replaceAll("\n", "\n  ")}`),
      onLine: terminal.showLog,
    }),
  );
  open.use(await listenForCommands(dataDir, restartOnDemand(shop)));
  const buyable = Promise.withResolvers<void>();
  const demo = loadDemoShop({
    env,
    gatewayUrl: shop.gatewayUrl,
    mongoFolder: shop.mongoFolder(),
    logFile: join(dataDir, "logs/demo.log"),
    say: (line) => terminal.say(`  ${line}`),
    whenBuyable: buyable.resolve,
    signal: stopping.signal,
  });
  await Promise.race([demo, buyable.promise]);
  demo.catch((error: Error) => terminal.say(`\n${error.message}`));
  // The shop is open without it, but whoever follows the welcome's lines wants to see an order confirmed.
  const broker = withBroker ? shop.startBroker().then(welcomeBroker, () => undefined) : undefined;
  await Promise.race([
    broker,
    pause(brokerPatienceMs, undefined, { signal: stopping.signal }).catch(() => undefined),
  ]);
  terminal.say(welcome(shop, { withBroker, dataDir }));
  isWelcomed = true;
  for (const line of inspectors.lines) terminal.say(`\n${line}`);
  if (isWatching) restartEdited(shop);
  if (!withBroker) terminal.expectCalm();
  return shop;
}

/** The broker may come later, nobody waits for it; without the others there is no shop. */
async function refuseUnreachable(withBroker: boolean): Promise<void> {
  const { rabbitmq, ...needed } = Object.fromEntries(await findUnreachable(env));
  const sentences = Object.values(needed);
  if (sentences.length > 0) throw new Error(sentences.join("\n"));
  if (rabbitmq && withBroker) terminal.say(`${rabbitmq} Orders stay pending until it can.`);
}

function restartOnDemand(shop: Shop): (line: string) => Promise<string> {
  const restart = createRestart((name) => shop.process(name));
  return async (line) => {
    try {
      const answer = await restart(toProcessName(line));
      terminal.say(`  ${answer}`);
      return answer;
    } catch (cause) {
      return (cause as Error).message;
    }
  };
}

function restartEdited(shop: Shop): void {
  const restart = createRestart((name) => shop.process(name), { graceMs: editGraceMs });
  const watched: Parameters<typeof watchEdits>[1] = (names, file) => {
    terminal.say(`  ${file} was edited: restarting ${names.join(", ")} …`);
    for (const name of names) void restart(name).then((line) => terminal.say(`  ${line}`));
  };
  watchEdits(root, watched, stopping.signal);
  terminal.say("\nWatching the code: what is edited runs again at once.");
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
  stopping.abort();
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
