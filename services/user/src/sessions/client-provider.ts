/** Where a session is used, as its owner knows it. */
import { addressBlockOf } from "@shop/kit/net/address-block";
import Bowser from "bowser";
import type { Client } from "./session.ts";

export type Caller = {
  readonly address: string;
  /** The header, as it was sent. */
  readonly userAgent: string;
};

/** More of it says nothing about the device. */
const longest = 500;

export function clientOf({ address, userAgent }: Caller): Client {
  return { device: deviceOf(userAgent.slice(0, longest)), place: addressBlockOf(address) };
}

function deviceOf(userAgent: string): string {
  if (userAgent.trim() === "") return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  // Of a program that it does not know the name is empty.
  const program = browser.name || /^[\w.-]{1,40}/.exec(userAgent)?.[0] || "Unknown program";
  return os.name === undefined ? program : `${program} on ${os.name}`;
}
