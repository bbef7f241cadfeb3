import { write } from "@shop/kit/mail/letter";
import { expect, test } from "vitest";
import { letterOf } from "./letters.ts";
import { noticeKinds, type Notice } from "./mail.ts";
import { samples } from "./samples.ts";

const shopUrl = "http://shop.test";

const notice = (changes: Partial<Notice> = {}): Notice => ({
  kind: "notice",
  notice: "new_device",
  name: "Ana",
  at: new Date("2026-11-25T10:15:00Z"),
  device: "Firefox on Windows",
  place: "192.0.2.0/24",
  ...changes,
});

test("every kind of mail has a sample, and says the same in text and in HTML", () => {
  const shown = new Set(
    samples.map((content) => (content.kind === "notice" ? content.notice : content.kind)),
  );
  expect([...shown].toSorted()).toEqual(
    ["confirm", "reset", "taken", "disabled", "leaving", "closed", "erased", ...noticeKinds].toSorted(),
  );
  for (const content of samples) {
    const { subject, text, html } = write(letterOf(content, shopUrl));
    expect(html).toContain(`<title>${subject}</title>`);
    const [link] = /http:\/\/shop\.test\S*/.exec(text) ?? [];
    const isOfAnAdmin =
      content.kind === "notice" && ["role_changed", "second_factors_removed"].includes(content.notice);
    // Whoever is erased, or is to be, or is disabled, has nothing left to look at, and what an admin does nobody undoes there.
    expect(link === undefined).toBe(["disabled", "leaving", "erased"].includes(content.kind) || isOfAnAdmin);
    if (link !== undefined) expect(html.replaceAll("&#38;", "&")).toContain(`href="${link}"`);
  }
});

test("who is not known to own the address is greeted by no name", () => {
  for (const kind of ["confirm", "reset"] as const)
    expect(write(letterOf({ kind, token: "t" }, shopUrl)).text).toMatch(/^Hello,\n/);
});

test("a new device is told of with what it is, where, when, and how to sign it out", () => {
  const { text } = write(letterOf(notice(), shopUrl));
  expect(text).toContain("Hello Ana,");
  expect(text).toContain("When: 25 November 2026 at 10:15 UTC");
  expect(text).toContain("Device: Firefox on Windows");
  expect(text).toContain("Network: 192.0.2.0/24");
  expect(text).toContain("http://shop.test/account/sessions");
});

test("what a device calls itself is repeated only where nobody could follow it", () => {
  for (const device of ["www.evil.example", "evil.example/login", "a\nb", "<b>", "https"]) {
    const { text } = write(letterOf(notice({ device }), shopUrl));
    if (device === "https") expect(text).toContain("Device: https\n");
    else expect(text).toContain("Device: a program that we do not know");
  }
});

test("a name is text, whatever it is made of", () => {
  const { html } = write(letterOf(notice({ name: '<a href="http://evil.example">' }), shopUrl));
  expect(html).not.toContain('<a href="http://evil');
});
