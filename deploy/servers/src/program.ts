/** A server that can be started: a program on this machine, or an image of a Docker engine. */
import type { Child } from "./child.ts";
import type { Environment } from "./command.ts";

export const serverNames = ["mongodb", "redis", "rabbitmq"] as const;
export type ServerName = (typeof serverNames)[number];
export const titles: Readonly<Record<ServerName, string>> = {
  mongodb: "MongoDB",
  redis: "Redis",
  rabbitmq: "RabbitMQ",
};

export type NativeProgram = {
  readonly rung: "path" | "install";
  readonly file: string;
  readonly env: Environment;
  readonly version: string;
};
export type DockerProgram = {
  readonly rung: "docker";
  readonly image: string;
  readonly env: Environment;
  readonly version: string;
};
export type Program = NativeProgram | DockerProgram;
export type Rung = Program["rung"];

export type Place = {
  /** The server's own folder, made when absent. */
  readonly folder: string;
  readonly port: number;
  /** RabbitMQ, not in a container: its HTTP interface is wanted, here. */
  readonly adminPort?: number | undefined;
  readonly logFile?: string | undefined;
  /** Ends a start that is still under way. */
  readonly signal?: AbortSignal;
};

export type Server = AsyncDisposable & {
  readonly url: string;
  readonly process: Child;
};

/** What a rung may use, and how it tells the person in front of it what takes long. */
export type Surroundings = {
  readonly env: Environment;
  /** Where downloaded servers are kept. */
  readonly packages: string;
  readonly say: (line: string) => void;
};

export const majorOf = ({ version }: Pick<Program, "version">): string => version.split(".")[0] ?? version;

/** The reason a server did not come up, with what it said last. */
export const startFailure = (title: string, { lines }: Pick<Child, "lines">): Error =>
  new Error(`${title} did not start. It said last:\n${lines().slice(-8).join("\n")}`);
