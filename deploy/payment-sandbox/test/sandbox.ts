/** The sandbox as a process of its own, and a client for it. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Charge } from "../src/charge.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export const eur = (amount: number) => ({ amount, currency: "EUR" });

export type Payment = ReturnType<typeof newPayment>;
export const newPayment = (token = "tok_ok") => {
  const orderId: string = randomUUID();
  return { orderId, reference: `auth:${orderId}`, body: { orderId, amount: eur(1999), token } };
};

export type Sandbox = {
  readonly url: string;
  authorise(payment: Payment, timeoutMs?: number): Promise<Reply>;
  voidReference(payment: Payment): Promise<Reply>;
  chargesOf(payment: Payment): Promise<{ items: Charge[]; next: string | null }>;
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<{ code: number | null }>;
};

export async function startSandbox(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Sandbox> {
  const child = spawn(process.execPath, [main], {
    env: { PORT: "0", DATA_DIR: dataDir, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { port } = JSON.parse(line) as { port: number };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    authorise: ({ reference, body }, timeoutMs) => post(`${url}/authorisations`, reference, body, timeoutMs),
    voidReference: ({ reference, orderId }) => post(`${url}/voids`, randomUUID(), { reference, orderId }),
    chargesOf: async ({ orderId }) =>
      (await get(`${url}/charges?orderId=${orderId}`)).body as { items: Charge[]; next: string | null },
    stop: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        child.kill(signal);
        await exited;
      }
      return { code: child.exitCode };
    },
  };
}

export type Reply = { status: number; body: Record<string, unknown>; headers: Headers };

export async function get(url: string): Promise<Reply> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

export async function post(
  url: string,
  key: string | undefined,
  body?: unknown,
  timeoutMs = 10_000,
): Promise<Reply> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
    body: JSON.stringify(body ?? {}),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}
