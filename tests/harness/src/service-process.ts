/** A service as a process of its own, as it is run, on ports of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findFreePort } from "@shop/servers/port";
import { until } from "./until.ts";

export type ServiceProcess = AsyncDisposable & {
  readonly url: string;
  /** Resolves when it has ended. */
  readonly kill: (signal: "SIGKILL" | "SIGTERM") => Promise<void>;
  /** Once more, where it was; resolves when it is ready. */
  readonly startAgain: () => Promise<void>;
};

/** Of one of `services`; `env` is all that it is told beside its ports. Resolves when it is ready. */
export async function startServiceProcess(
  service: "catalog" | "user" | "order",
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const main = fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));
  const [port, metricsPort] = [await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  const start = async () => {
    const child = spawn(process.execPath, [main], {
      env: { PORT: String(port), METRICS_PORT: String(metricsPort), LOG_LEVEL: "error", ...env },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const ended = once(child, "exit");
    await until(isReady, `the ${service} service is ready`);
    return async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await ended;
    };
  };
  let kill = await start();
  return {
    url,
    kill: (signal) => kill(signal),
    startAgain: async () => {
      kill = await start();
    },
    [Symbol.asyncDispose]: () => kill("SIGTERM"),
  };
}
