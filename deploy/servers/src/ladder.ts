/** Where a server comes from: on PATH, in Docker, or installed; the first rung that works. An address in the environment comes before all of them. */
import { glob, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Environment, findOnPath, runCommand } from "./command.ts";
import { findInDocker } from "./docker.ts";
import { installMongod, tryMongod } from "./install/mongod.ts";
import { installPackage } from "./install/packages.ts";
import { startMongod } from "./mongod.ts";
import {
  type NativeProgram,
  type Place,
  type Program,
  type Rung,
  type Server,
  type ServerName,
  type Surroundings,
  titles,
} from "./program.ts";
import { startRabbitmq } from "./rabbitmq.ts";
import { startRedis } from "./redis.ts";

export const addressVariables: Readonly<Record<ServerName, string>> = {
  mongodb: "MONGO_URL",
  redis: "REDIS_URL",
  rabbitmq: "AMQP_URL",
};

type Climb = (surroundings: Surroundings) => Promise<Program | undefined>;

const rungs: Readonly<Record<ServerName, Readonly<Record<Rung, Climb>>>> = {
  mongodb: {
    path: async (surroundings) => {
      const { env } = surroundings;
      const file = env["MONGOMS_SYSTEM_BINARY"] ?? (await findOnPath("mongod", env));
      return file ? await tryMongod(file, surroundings, "path") : undefined;
    },
    docker: (surroundings) => findInDocker("mongodb", surroundings),
    install: installMongod,
  },
  redis: {
    path: async ({ env }) => onPath(await findRedis(env)),
    docker: (surroundings) => findInDocker("redis", surroundings),
    install: (surroundings) => installPackage("redis", findRedis, surroundings),
  },
  rabbitmq: {
    path: async ({ env }) => onPath(await findRabbitmq(env, "/")),
    docker: (surroundings) => findInDocker("rabbitmq", surroundings),
    install: (surroundings) => installPackage("rabbitmq", findRabbitmq, surroundings),
  },
};

const onPath = (found: Omit<NativeProgram, "rung"> | undefined): NativeProgram | undefined =>
  found && { ...found, rung: "path" };

/** Throws one plain sentence with the ways out when no rung works. */
export async function findProgram(
  name: ServerName,
  surroundings: Surroundings,
  order: readonly Rung[] = ["path", "docker", "install"],
): Promise<Program> {
  for (const rung of order) {
    const found = await rungs[name][rung](surroundings);
    if (found) return found;
  }
  throw new Error(
    `${titles[name]} could not be had: put ${programs[name]} on PATH, or start Docker, or set ${addressVariables[name]} ` +
      "to one that runs, or connect this machine to its package sources and try again.",
  );
}

const programs: Readonly<Record<ServerName, string>> = {
  mongodb: "mongod",
  redis: "redis-server",
  rabbitmq: "rabbitmq-server",
};

const starters = { mongodb: startMongod, redis: startRedis, rabbitmq: startRabbitmq };

export const startServer = (name: ServerName, program: Program, place: Place): Promise<Server> =>
  starters[name](program, place);

export const describeProgram = (name: ServerName, program: Program): string => {
  const origin =
    program.rung === "docker" ? `in a container of ${program.image}, as Docker is here` : program.file;
  return `${titles[name]} ${program.version} (${origin})`;
};

async function findRedis(env: Environment): Promise<Omit<NativeProgram, "rung"> | undefined> {
  const file = await findOnPath("redis-server", env);
  if (!file) return undefined;
  const answer = await runCommand(file, ["--version"], { env, timeoutMs: 10_000 });
  const version = /v=(\S+)/.exec(answer.output)?.[1];
  return answer.ok && version ? { file, env, version } : undefined;
}

/** Debian's program on PATH is a wrapper that changes the user; the plain script lies deeper, in a folder named by its version. */
async function findRabbitmq(
  env: Environment,
  root: string,
): Promise<Omit<NativeProgram, "rung"> | undefined> {
  for await (const file of glob(join(root, "usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))) {
    const version = /rabbitmq_server-([\d.]+)/.exec(file)?.[1];
    if (version) return { file, env, version };
  }
  const file = await findOnPath("rabbitmq-server", env);
  if (!file) return undefined;
  const answer = await runCommand(join(dirname(await realpath(file)), "rabbitmqctl"), ["version"], {
    env,
    timeoutMs: 30_000,
  });
  const version = /\d{1,4}\.\d{1,4}\.\d{1,4}/.exec(answer.output)?.[0];
  return answer.ok && version ? { file, env, version } : undefined;
}
