/**
 * `npm run mails`: sends one of each mail to the mail catcher of `npm start`, or to `SMTP_URL`, to look at what it says
 * in text and in HTML. Again after a change: they come anew.
 */
import { randomUUID } from "node:crypto";
import { loadConfig } from "@shop/kit/process/config";
import { createMailTransport } from "@shop/kit/mail/transport";
import { Config } from "./config.ts";
import { createMailer } from "./mails/mailer.ts";
import { samples } from "./mails/samples.ts";

// oxlint-disable-next-line node/no-process-env -- a program's one look at its environment
const { smtpUrl, mailFrom, shopUrl } = loadConfig(Config, process.env);
using transport = createMailTransport({ smtpUrl, from: mailFrom });
const mailer = createMailer(transport, { shopUrl, tokenFor: () => "the-token-of-a-link" });
// Or a catcher that knows a mail by its Message-ID would show the one from before.
const run = randomUUID().slice(0, 8);
for (const { order, ...owed } of samples) await mailer.send(owed, { ...order, id: `${order.id}-${run}` });
process.stdout.write(
  `${samples.length} mails are sent; the mail catcher shows them: http://localhost:1080\n`,
);
