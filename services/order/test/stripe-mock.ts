/** stripe-mock, Stripe's own judge of requests, where it is installed: `go install github.com/stripe/stripe-mock@latest`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import type { IncomingMessage } from "node:http";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/* oxlint-disable node/no-process-env -- where programs are is in the environment */
const folders = [
  ...(process.env["PATH"] ?? "").split(delimiter),
  join(process.env["GOPATH"] ?? join(homedir(), "go"), "bin"),
];
/* oxlint-enable node/no-process-env */

export const stripeMock = folders
  .map((folder) => join(folder, "stripe-mock"))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Its own port, and no TLS port that somebody else may have taken. */
const anyPort = ["-http-addr", "127.0.0.1:", "-https-addr", "127.0.0.1:"];

export type Judge = AsyncDisposable & {
  judge(request: IncomingMessage, body: string): Promise<void>;
  /** What was wrong with requests. */
  readonly complaints: readonly string[];
};

export async function startStripeMock(file: string): Promise<Judge> {
  const child = spawn(file, anyPort, { stdio: ["ignore", "pipe", "ignore"] });
  const port = await portIn(child.stdout);
  child.stdout.resume();
  const complaints: string[] = [];
  return {
    complaints,
    judge: async ({ method = "", url = "", headers: { authorization = "" } }, body) => {
      const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
        method,
        headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
        ...(method === "POST" && { body }),
      });
      if (answer.status >= 400) complaints.push(`${method} ${url}: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

async function portIn(output: Readable): Promise<string> {
  for await (const line of createInterface(output)) {
    const port = /HTTP at address: \S+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error("stripe-mock does not listen");
}
