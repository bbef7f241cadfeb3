import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

async function freePort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

/** Says each line when the server has answered the one before. */
async function sendMail(port: string, lines: readonly string[]): Promise<void> {
  const socket = connect(Number(port), "127.0.0.1");
  const answers = createInterface(socket)[Symbol.asyncIterator]();
  for (const line of lines) {
    let answer = (await answers.next()).value ?? "";
    while (answer[3] === "-") answer = (await answers.next()).value ?? "";
    expect(answer).toMatch(/^[23]/);
    socket.write(`${line}\r\n`);
  }
  await once(socket, "close");
}

test("a mail sent by SMTP is caught and shown, and SIGTERM ends the process with 0", async () => {
  const [SMTP_PORT, MAIL_PORT] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [main], {
    env: { SMTP_PORT, MAIL_PORT },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    await once(createInterface(child.stdout), "line");
    await sendMail(SMTP_PORT, [
      "HELO shop",
      "MAIL FROM:<shop@example.com>",
      "RCPT TO:<alice@example.com>",
      "DATA",
      "Subject: Your order\r\nTo: alice@example.com\r\n\r\nThank you\r\n.",
      "QUIT",
    ]);
    const url = `http://127.0.0.1:${MAIL_PORT}`;
    await expect
      .poll(async () => (await fetch(`${url}/email`)).json())
      .toMatchObject([{ subject: "Your order", to: [{ address: "alice@example.com" }] }]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain("<html");
  } finally {
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  }
  expect(child.exitCode).toBe(0);
});
