/** The mail catcher: takes every mail the shop sends, delivers none, and shows them on a web page and as `GET /email`. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import startMailDev from "maildev";

const { SMTP_PORT = "1025", MAIL_PORT = "1080", HOST = "127.0.0.1", DATA_DIR } = process.env;
/** Kept over restarts only where a folder is named. */
const mailDirectory = DATA_DIR ?? mkdtempSync(join(tmpdir(), "mail-catcher-"));
mkdirSync(mailDirectory, { recursive: true });
if (DATA_DIR === undefined)
  process.once("exit", () => rmSync(mailDirectory, { recursive: true, force: true }));

const smtp = startMailDev({
  smtp: Number(SMTP_PORT),
  web: Number(MAIL_PORT),
  ip: HOST,
  mailDirectory,
  silent: true,
});
await smtp.listen();
process.stdout.write(
  `${JSON.stringify({ msg: "The mail catcher listens", host: HOST, smtp: SMTP_PORT, web: MAIL_PORT })}\n`,
);
