/** Mail over SMTP. What a mail says is its service's own. */
import { createRequire } from "node:module";
import type * as nodemailer from "nodemailer";

/** With the first mail. As an ES module it imports Node's HTTP, which `net/http` does not for its weight. */
const loadNodemailer = () => createRequire(import.meta.url)("nodemailer") as typeof nodemailer;

export type Mail = {
  readonly to: string | { readonly name: string; readonly address: string };
  /** The same for every attempt, so a mail that went out twice is shown once. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** The same for readers who show it; the text alone when absent. */
  readonly html?: string;
};

export type MailTransport = Disposable & {
  /** Throws when it could not be handed over. After a crash or a lost answer a mail can go out twice. */
  send(mail: Mail): Promise<void>;
};

export function createMailTransport({ smtpUrl, from }: { smtpUrl: string; from: string }): MailTransport {
  const open = () =>
    loadNodemailer().createTransport({
      url: smtpUrl,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      socketTimeout: 10_000,
    });
  let transport: ReturnType<typeof open> | undefined;
  const domain = from.slice(from.lastIndexOf("@") + 1).replace(/>$/, "");
  return {
    send: async ({ to, id, subject, text, html }) => {
      transport ??= open();
      const messageId = `<${id}@${domain}>`;
      // RFC 3834: nobody is away from a mail that nobody wrote.
      const headers = { "Auto-Submitted": "auto-generated" };
      await transport.sendMail({ from, to, messageId, headers, subject, text, html });
    },
    [Symbol.dispose]: () => transport?.close(),
  };
}
