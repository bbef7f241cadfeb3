/**
 * The mails of accounts: what each of them says. What goes to an address whose owner is not known yet can be made go
 * there by anybody, so nothing in it is what the sender typed: no name, and no link but our own.
 */
import type { Letter, Part } from "@shop/kit/mail/letter";
import type { MailContent, Notice, NoticeKind } from "./mail.ts";

const words = (text: string): Part => ({ kind: "words", text });

/** `shopUrl`: where the shop is, without a slash at its end. */
export function letterOf(content: MailContent, shopUrl: string): Letter {
  switch (content.kind) {
    case "confirm":
      return confirmation(`${shopUrl}/verify-email?token=${content.token}`);
    case "reset":
      return reset(`${shopUrl}/reset-password?token=${content.token}`);
    case "taken":
      return taken(shopUrl);
    case "disabled":
      return disabled;
    case "leaving":
      return leaving;
    case "closed":
      return closed(`${shopUrl}${content.link}`);
    case "erased":
      return erased;
    case "notice":
      return notice(content, shopUrl);
  }
}

const confirmation = (url: string): Letter => ({
  subject: "Confirm your e-mail address",
  parts: [
    words("somebody asked for an account at SuperCoolShop with this address."),
    words("If it was you, confirm the address within 24 hours:"),
    { kind: "link", title: "Confirm the address", url },
    words("Then sign in with the password that you chose."),
    words(
      "If it was not you, ignore this mail and do not follow the link: without it there will be no account.",
    ),
  ],
});

const reset = (url: string): Letter => ({
  subject: "Choose another password",
  parts: [
    words("somebody asked for another password for your account at SuperCoolShop."),
    words("If it was you, choose one within an hour:"),
    { kind: "link", title: "Choose another password", url },
    words("Wherever you are signed in, you will be signed out."),
    words("If it was not you, ignore this mail: nothing has changed."),
  ],
});

const taken = (shopUrl: string): Letter => ({
  subject: "You have an account already",
  parts: [
    words(
      "somebody tried to register at SuperCoolShop with this address, which has an account already. Nothing about it has changed.",
    ),
    { kind: "link", title: "If it was you, sign in", url: `${shopUrl}/sign-in` },
    forgotten(shopUrl),
    words("If it was not you, ignore this mail."),
  ],
});

const disabled: Letter = {
  subject: "Your account is disabled",
  parts: [
    words("somebody tried to register with this address, which has an account at SuperCoolShop."),
    words("We have disabled it: nobody can sign in to it, nor choose another password for it."),
    words("If you think that this is a mistake, write to us."),
    words("If it was not you, ignore this mail: nothing has changed."),
  ],
};

const leaving: Letter = {
  subject: "Your account is closed",
  parts: [
    words(
      "somebody asked SuperCoolShop for an account or another password with this address. Its account is closed, as you asked us to erase what we know about you.",
    ),
    words(
      "Until that is done, in 30 days at most, nobody signs in with this address or makes another account of it.",
    ),
    words("A last mail tells you when all is done. From then on you can register again."),
    words("If it was not you, ignore this mail: nothing has changed."),
  ],
};

const closed = (url: string): Letter => ({
  subject: "Your account is closed",
  parts: [
    words("you asked SuperCoolShop to erase what it knows about you."),
    words("Your account is closed, and you are signed out everywhere."),
    { kind: "link", title: "How far it is", url },
    words("An order that is on its way keeps its address until it has arrived, 30 days at most."),
    words("A last mail tells you when all is done."),
  ],
});

const erased: Letter = {
  subject: "You are erased",
  parts: [
    words("what SuperCoolShop knew about you is erased, this address too: it is forgotten with this mail."),
    words("Orders, refunds and invoices stay for our books, and say no more whose they were."),
  ],
};

type Told = {
  readonly subject: string;
  readonly what: string;
  /** False: an admin has done it, and not whoever is signed in. */
  readonly isOwners?: boolean;
  /** What else helps where it was not the owner. */
  readonly help?: string;
};

const told: Readonly<Record<NoticeKind, Told>> = {
  new_device: {
    subject: "A new device has signed in to your account",
    what: "somebody signed in to your account at SuperCoolShop from a device or place that is new to it.",
  },
  password_changed: {
    subject: "Your password was changed",
    what: "the password of your account at SuperCoolShop was changed. All other devices are signed out.",
  },
  password_reset: {
    subject: "Your password was set anew",
    what: "the password of your account at SuperCoolShop was set anew by the link of a mail. All devices are signed out.",
  },
  second_factor_added: {
    subject: "A second factor was added to your account",
    what: "your account at SuperCoolShop has a new second factor.",
    help: "If you cannot sign in because of it, write to us: we take it away.",
  },
  second_factor_removed: {
    subject: "A second factor was removed from your account",
    what: "a second factor of your account at SuperCoolShop was removed.",
  },
  second_factors_removed: {
    subject: "Your account has no second factor any more",
    what: "an admin of SuperCoolShop has removed all second factors of your account, and its recovery codes. You are signed out everywhere: sign in with your password, and add another one.",
    isOwners: false,
  },
  recovery_codes_made: {
    subject: "You have new recovery codes",
    what: "new recovery codes were made for your account at SuperCoolShop; those from before are void.",
  },
  recovery_code_used: {
    subject: "A recovery code was used",
    what: "somebody signed in to your account at SuperCoolShop with one of its recovery codes.",
  },
  role_changed: {
    subject: "What your account may do has changed",
    what: "an admin of SuperCoolShop has changed what your account may do. You are signed out everywhere: sign in again.",
    isOwners: false,
  },
};

function notice({ notice: kind, name, at, device, place }: Notice, shopUrl: string): Letter {
  const { subject, what, isOwners = true, help } = told[kind];
  const facts = [
    `When: ${displayTime(at)}`,
    ...(device === undefined ? [] : [`Device: ${displayDevice(device)}`]),
    ...(place === undefined ? [] : [`Network: ${place}`]),
  ];
  return {
    subject,
    name,
    parts: [
      words(what),
      { kind: "lines", title: "What we know of it", lines: facts },
      ...(isOwners ? ifNotYou(shopUrl) : []),
      ...(help === undefined ? [] : [words(help)]),
    ],
  };
}

const ifNotYou = (shopUrl: string): readonly Part[] => [
  words("If it was you, there is nothing to do."),
  words("If it was not you, sign that device out and choose another password:"),
  { kind: "link", title: "Look at your devices", url: `${shopUrl}/account/sessions` },
  forgotten(shopUrl),
];

const forgotten = (shopUrl: string): Part => ({
  kind: "link",
  title: "Choose another password",
  url: `${shopUrl}/forgot-password`,
});

const time = new Intl.DateTimeFormat("en-IE", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

const displayTime = (at: Date): string => `${time.format(at)} UTC`;

/** Whoever signs in can call the device what they like: what could be read as an address is not repeated. */
const displayDevice = (device: string): string =>
  /^[\p{L}\d ()_-]{1,80}$/u.test(device) ? device : "a program that we do not know";
