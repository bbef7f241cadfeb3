/** A mail server for tests: it keeps what it is given, or refuses it. */
import { once } from "node:events";
import { domainToASCII } from "node:url";
import { SMTPServer } from "smtp-server";

export type CaughtMail = {
  readonly from: string;
  /** The envelope's, not the header's. */
  readonly to: readonly string[];
  readonly headers: string;
  readonly text: string;
  /** Headers and body as they came. */
  readonly raw: string;
};

export type MailServer = AsyncDisposable & {
  readonly smtpUrl: string;
  readonly mails: readonly CaughtMail[];
  /** What clients said, a line each, before the server read a meaning into it. */
  readonly commands: readonly string[];
  mailsTo(address: string): readonly CaughtMail[];
  /** Until it is told otherwise, every mail gets this answer instead of being taken. */
  refuse(answer: string | undefined): void;
};

export async function startMailServer(): Promise<MailServer> {
  const mails: CaughtMail[] = [];
  const commands: string[] = [];
  const note = (_about: unknown, ...line: unknown[]): void => {
    const said = line.join(" ");
    if (said.startsWith("C: ")) commands.push(said.slice(3));
  };
  let refusal: string | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: { debug: note, info: note, error: note },
    onData: (stream, { envelope: { mailFrom, rcptTo } }, done) => {
      let raw = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => (raw += chunk));
      stream.on("end", () => {
        if (refusal !== undefined) return done(new Error(refusal));
        const from = mailFrom ? mailFrom.address : "";
        mails.push({ from, to: rcptTo.map(({ address }) => toAscii(address)), raw, ...parse(raw) });
        return done();
      });
    },
  });
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const address = listening.address();
  if (address === null || typeof address === "string") throw new Error("The mail server has no port");
  return {
    smtpUrl: `smtp://127.0.0.1:${address.port}`,
    mails,
    commands,
    mailsTo: (recipient) => mails.filter(({ to }) => to.includes(recipient)),
    refuse: (answer) => {
      refusal = answer;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** As it came: the server shows a domain in Unicode. */
function toAscii(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  return address.slice(0, at) + domainToASCII(address.slice(at));
}

/** Of a mail that says the same twice, the text. */
function parse(raw: string): { headers: string; text: string } {
  const end = raw.indexOf("\r\n\r\n");
  const headers = raw.slice(0, end).replaceAll(/\r\n[ \t]+/g, " ");
  const body = raw.slice(end + 4);
  const boundary = /^content-type: multipart\/.*boundary="([^"]+)"/im.exec(headers)?.[1];
  const part =
    boundary && body.split(`--${boundary}`).find((each) => /^content-type: text\/plain/im.test(each));
  if (part) return { headers, text: parse(part.trimStart()).text };
  const isQuoted = /^content-transfer-encoding: quoted-printable/im.test(headers);
  // RFC 3676: a blank at the end of a line says that it goes on.
  const whole = /format=flowed/i.test(headers) ? body.replaceAll(" \r\n", " ") : body;
  return { headers, text: (isQuoted ? unquote(whole) : whole).replaceAll("\r\n", "\n") };
}

const unquote = (body: string): string =>
  Buffer.from(
    body
      .replaceAll(/=\r\n/g, "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
