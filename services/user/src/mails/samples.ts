/** One of each kind of mail, to look at what they say. */
import { noticeKinds, type MailContent } from "./mail.ts";

const at = new Date("2026-11-25T10:15:30.123Z");

export const samples: readonly MailContent[] = [
  { kind: "confirm", token: "the-token-of-a-link" },
  { kind: "taken" },
  { kind: "disabled" },
  { kind: "leaving" },
  { kind: "reset", token: "the-token-of-a-link" },
  { kind: "closed", link: "/erasure/the-id?access=the-token-of-a-link" },
  { kind: "erased" },
  ...noticeKinds.map((notice) => ({
    kind: "notice" as const,
    notice,
    name: "Alice",
    at,
    device: "Firefox on Windows",
    place: "192.0.2.0/24",
  })),
];
