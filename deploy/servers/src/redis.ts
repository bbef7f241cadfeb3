/** One Redis that keeps nothing: the shop's truth is never in it. */
import { mkdir } from "node:fs/promises";
import { startChild } from "./child.ts";
import { startContainer } from "./docker.ts";
import { waitForAnswer } from "./port.ts";
import { type Place, type Program, type Server, startFailure } from "./program.ts";

const settings = ["--save", "", "--appendonly", "no"];

export async function startRedis(
  program: Program,
  { folder, port, logFile, signal }: Place,
): Promise<Server> {
  await mkdir(folder, { recursive: true });
  const process =
    program.rung === "docker"
      ? await startContainer(program, {
          name: "redis",
          port,
          inside: 6379,
          volumes: { [folder]: "/data" },
          command: ["redis-server", ...settings],
          logFile,
        })
      : await startChild({
          name: "redis",
          file: program.file,
          args: [
            ...settings,
            "--port",
            String(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder,
            "--daemonize",
            "no",
          ],
          env: program.env,
          logFile,
        });
  const isOver = () => process.hasExited() || signal?.aborted === true;
  const answered = await waitForAnswer(port, "PING\r\n", { isOver, timeoutMs: 30_000 });
  if (!answered) {
    await process[Symbol.asyncDispose]();
    throw startFailure("Redis", process);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    process,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
