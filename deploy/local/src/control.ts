/** How another terminal asks the running shop for something: one line each way, over a socket in the data folder. */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";

/** Relative, as the system takes no socket whose path has more than some hundred characters. */
const socketIn = (dataDir: string): string => {
  const file = join(dataDir, "control.sock");
  const short = relative(process.cwd(), file);
  return short.length < file.length ? short : file;
};

/** `answer` gets the line and never throws. Only one listens in a folder: its lock is held. */
export async function listenForCommands(
  dataDir: string,
  answer: (line: string) => Promise<string>,
): Promise<AsyncDisposable> {
  const path = socketIn(dataDir);
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    const lines = createInterface({ input: socket });
    // It says the socket's errors once more.
    lines.on("error", () => undefined);
    lines.once("line", (line) => {
      void answer(line).then((text) => socket.end(`${text}\n`));
    });
  });
  server.listen(path);
  await once(server, "listening");
  server.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await rm(path, { force: true });
    },
  };
}

/** Throws one sentence when no shop runs on this data. */
export async function askShop(dataDir: string, line: string): Promise<string> {
  const socket = connect(socketIn(dataDir));
  try {
    await once(socket, "connect");
  } catch (cause) {
    throw new Error("No shop runs here: `npm start` starts it.", { cause });
  }
  socket.write(`${line}\n`);
  let answer = "";
  for await (const chunk of socket.setEncoding("utf8") as AsyncIterable<string>) answer += chunk;
  return answer.trimEnd();
}
