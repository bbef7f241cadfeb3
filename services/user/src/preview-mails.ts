/** `npm run mails`: sends one of each mail of accounts to the mail catcher of `npm start`, or to `SMTP_URL`. */
import { randomUUID } from "node:crypto";
import { createMailTransport } from "@shop/kit/mail/transport";
import { loadConfig } from "@shop/kit/process/config";
import { Config } from "./config.ts";
import { createMailer } from "./mails/mailer.ts";
import { samples } from "./mails/samples.ts";

// oxlint-disable-next-line node/no-process-env -- a program's one look at its environment
const { smtpUrl, mailFrom, shopUrl } = loadConfig(Config, process.env);
using transport = createMailTransport({ smtpUrl, from: mailFrom });
const mailer = createMailer(transport, shopUrl);
// Each with an id of its own, or a catcher that knows a mail by its Message-ID would show the one from before.
for (const content of samples) await mailer.send({ id: randomUUID() }, { to: "alice@example.com", content });
process.stdout.write(
  `${samples.length} mails are sent; the mail catcher shows them: http://localhost:1080\n`,
);
