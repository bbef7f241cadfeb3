/** Loopback ports: a free one, and whether somebody answers on one. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Below those that systems give to outgoing connections: who is away for a moment finds its port free. */
const range = { from: 15_000, to: 32_000 };

/** The wanted port when it is free, any other when it is not. */
export async function findFreePort(wanted = 0): Promise<number> {
  if (wanted !== 0 && (await isPortFree(wanted))) return wanted;
  for (let tries = 0; tries < 1_000; tries += 1) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from));
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port from ${range.from} to ${range.to} is free on this machine.`);
}

export async function isPortFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/**
 * Whether a port that can't be had is only held by connections that go out, or have ended: the system gives programs
 * any free port for them, and keeps it a minute after the end. Linux alone tells.
 */
export async function isHeldByConnection(port: number): Promise<boolean> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const states = tables
    .flatMap((table) => table.split("\n").slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local]) => local?.endsWith(suffix))
    .map(([, , , state]) => state);
  return states.length > 0 && !states.includes(listening);
}

const listening = "0A";

/** Asks until somebody answers with the first byte that `greeting` provokes; some servers accept long before they serve. */
export async function waitForAnswer(
  port: number,
  greeting: string,
  { isOver, timeoutMs }: { isOver: () => boolean; timeoutMs: number },
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && !isOver()) {
    if (await answers(port, greeting)) return true;
    await pause(50);
  }
  return false;
}

const answers = (port: number, greeting: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      if (greeting === "") end(true);
      else socket.write(greeting, "latin1");
    });
    const end = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.on("data", () => end(true));
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
  });
