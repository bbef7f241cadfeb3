/** Servers out of a Docker engine, run in the foreground so that they end with us like any other child. */
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { type Child, startChild } from "./child.ts";
import { type Environment, findOnPath, runCommand } from "./command.ts";
import { type DockerProgram, type ServerName, type Surroundings, titles } from "./program.ts";

/** The images that docker-compose.yml names, and how each tells its version. */
export const images: Readonly<Record<ServerName, { image: string; version: readonly string[] }>> = {
  mongodb: { image: "mongo:8.0", version: ["mongod", "--version"] },
  redis: { image: "redis:7.4-alpine", version: ["redis-server", "--version"] },
  rabbitmq: { image: "rabbitmq:4.1-management-alpine", version: ["rabbitmqctl", "version"] },
};

const pullTimeoutMs = 60_000;

export async function findInDocker(
  name: ServerName,
  { env, say }: Surroundings,
): Promise<DockerProgram | undefined> {
  if (!(await hasEngine(env))) return undefined;
  const { image, version } = images[name];
  if (!(await hasImage(image, env))) {
    say(`Pulling ${image} with Docker, for ${titles[name]} …`);
    if (!(await runCommand("docker", ["pull", "-q", image], { env, timeoutMs: pullTimeoutMs })).ok)
      return undefined;
  }
  const answer = await runCommand("docker", ["run", "--rm", image, ...version], { env, timeoutMs: 30_000 });
  const found = /\d{1,4}\.\d{1,4}\.\d{1,4}/.exec(answer.output)?.[0];
  return answer.ok && found ? { rung: "docker", image, env, version: found } : undefined;
}

export async function hasEngine(env: Environment): Promise<boolean> {
  if (!(await findOnPath("docker", env))) return false;
  return (await runCommand("docker", ["version", "-f", "{{.Server.Version}}"], { env, timeoutMs: 5_000 })).ok;
}

export const hasImage = async (image: string, env: Environment): Promise<boolean> =>
  (await runCommand("docker", ["image", "inspect", image], { env, timeoutMs: 10_000 })).ok;

export async function startContainer(
  { image, env }: DockerProgram,
  options: {
    readonly name: ServerName;
    /** On loopback; the same inside and outside unless `inside` says otherwise. */
    readonly port: number;
    readonly inside?: number;
    readonly flags?: readonly string[];
    readonly volumes: Readonly<Record<string, string>>;
    readonly command: readonly string[];
    readonly logFile?: string | undefined;
  },
): Promise<Child> {
  const { name, port, inside = port, flags = [], volumes, command, logFile } = options;
  const folders = Object.keys(volumes);
  // The name is the data's: what a killed start left over is found, and two never open the same files.
  const container = `shop-${name}-${createHash("sha256").update(folders.join()).digest("hex").slice(0, 12)}`;
  await runCommand("docker", ["rm", "-f", container], { env, timeoutMs: 20_000 });
  for (const folder of folders) await mkdir(folder, { recursive: true });
  return await startChild({
    name,
    file: "docker",
    args: [
      "run",
      "--rm",
      `--name=${container}`,
      `--publish=127.0.0.1:${port}:${inside}`,
      ...asOurselves(),
      ...Object.entries(volumes).flatMap(([outside, within]) => ["-v", `${outside}:${within}`]),
      ...flags,
      image,
      ...command,
    ],
    env,
    logFile,
    deliver: (signal) => void runCommand("docker", ["kill", "-s", signal, container], { env }),
  });
}

/** Files that containers make belong to who started them. Root's containers change to the image's own user. */
const asOurselves = (): string[] => {
  const [user, group] = [process.getuid?.(), process.getgid?.()];
  return user && group !== undefined ? ["--user", `${user}:${group}`] : [];
};
