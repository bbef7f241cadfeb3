/** A process as every service is one, as the tests of it start and call it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { soon } from "@shop/testing/soon";
import { expect, onTestFinished } from "vitest";

type Line = {
  readonly msg: string;
  readonly level: string;
  readonly port?: number;
  readonly metricsPort?: number;
};

export async function startProcess(...args: string[]) {
  const main = new URL("http-service-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: Line[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(JSON.parse(line) as Line));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const find = (msg: string) => lines.find((line) => line.msg.includes(msg));
  const saw = (msg: string) => soon(() => expect(find(msg)?.msg).toContain(msg));
  return { child, exited, find, saw };
}

export async function startListening(...args: string[]) {
  const started = await startProcess(...args);
  await started.saw("Listening");
  const { port, metricsPort } = started.find("Listening")!;
  return {
    ...started,
    port: port!,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
  };
}

/** A connection whose requests are written and answers read as they are. */
export async function open(port: number) {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  socket.on("data", (chunk) => (received += String(chunk)));
  return {
    write: (text: string) => socket.write(text),
    get: (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`),
    received: () => received,
    pause: () => socket.pause(),
    closed: once(socket, "close"),
  };
}

export const statusOf = async (url: string) => (await fetch(url)).status;
