/** One RabbitMQ broker with its own port mapper, so that two can run side by side and neither leaks. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { findOnPath } from "./command.ts";
import { startContainer } from "./docker.ts";
import { findFreePort, waitForAnswer } from "./port.ts";
import {
  type DockerProgram,
  type NativeProgram,
  type Place,
  type Program,
  type Server,
  startFailure,
} from "./program.ts";

export async function startRabbitmq(program: Program, place: Place): Promise<Server> {
  const { folder, port, adminPort, signal } = place;
  await mkdir(folder, { recursive: true });
  // Without the management plugin it stops in one second, with it in six.
  await writeFile(join(folder, "enabled_plugins"), adminPort ? "[rabbitmq_management].\n" : "[].\n");
  await using started = new AsyncDisposableStack();
  const process =
    program.rung === "docker"
      ? await startInDocker(program, place)
      : await startNative(program, place, started);
  started.use(process);
  const isOver = () => process.hasExited() || signal?.aborted === true;
  if (!(await waitForAnswer(port, "AMQP\0\0\x09\x01", { isOver, timeoutMs: 90_000 })))
    throw startFailure("RabbitMQ", process);
  const running = started.move();
  return { url: `amqp://127.0.0.1:${port}`, process, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

const limits = ["vm_memory_high_watermark.absolute = 512MB", "disk_free_limit.absolute = 50MB"];

async function startInDocker(program: DockerProgram, { folder, port, logFile }: Place): Promise<Child> {
  await writeFile(join(folder, "rabbitmq.conf"), [...limits, "log.console.level = warning", ""].join("\n"));
  const mount = (file: string, target: string) => ["-v", `${join(folder, file)}:/etc/rabbitmq/${target}:ro`];
  return await startContainer(program, {
    name: "rabbitmq",
    port,
    inside: 5672,
    volumes: { [join(folder, "data")]: "/var/lib/rabbitmq" },
    flags: [
      "--hostname=shop",
      "--env=RABBITMQ_NODENAME=shop@localhost",
      ...mount("enabled_plugins", "enabled_plugins"),
      ...mount("rabbitmq.conf", "conf.d/90-shop.conf"),
    ],
    command: ["rabbitmq-server"],
    logFile,
  });
}

async function startNative(
  program: NativeProgram,
  { folder, port, adminPort, logFile, signal }: Place,
  started: AsyncDisposableStack,
): Promise<Child> {
  const [epmdPort, distPort] = [await findFreePort(), await findFreePort()];
  await writeFile(join(folder, "env.conf"), "");
  await writeFile(
    join(folder, "rabbitmq.conf"),
    [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      "log.console = true",
      "log.console.level = warning",
      "log.file = false",
      ...(adminPort ? [`management.tcp.port = ${adminPort}`, "management.tcp.ip = 127.0.0.1"] : []),
      ...limits,
      "",
    ].join("\n"),
  );
  const env = {
    ...program.env,
    ...settingsFor(folder),
    ERL_EPMD_PORT: `${epmdPort}`,
    RABBITMQ_DIST_PORT: `${distPort}`,
  };
  // Started by us and in the foreground; the broker would leave one of its own behind at every start.
  const epmd = await findOnPath("epmd", {
    PATH: `${program.env["PATH"]}:${join(dirname(program.file), "../../../../erlang/bin")}`,
  });
  if (epmd) {
    const mapper = ["-address", "127.0.0.1", "-port", `${epmdPort}`];
    started.use(await startChild({ name: "epmd", file: epmd, args: mapper, env, graceMs: 1_000 }));
    await waitForAnswer(epmdPort, "", { isOver: () => signal?.aborted === true, timeoutMs: 5_000 });
  }
  return await startChild({ name: "rabbitmq", file: program.file, args: [], env, cwd: folder, logFile });
}

const settingsFor = (folder: string) => ({
  HOME: folder,
  LANG: "C.UTF-8",
  ERL_EPMD_ADDRESS: "127.0.0.1",
  RABBITMQ_NODENAME: "shop@localhost",
  // No shell in between: signals reach the broker itself.
  RUNNING_UNDER_SYSTEMD: "true",
  RABBITMQ_CONF_ENV_FILE: join(folder, "env.conf"),
  RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
  RABBITMQ_PID_FILE: join(folder, "pid"),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
  RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
  RABBITMQ_LOG_BASE: join(folder, "log"),
  RABBITMQ_LOGS: "-",
  RABBITMQ_GENERATED_CONFIG_DIR: join(folder, "config"),
  RABBITMQ_SCHEMA_DIR: join(folder, "schema"),
});
