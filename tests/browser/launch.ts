import { chromium, type Browser } from "playwright-core";
import type { Chromium } from "./find-chromium.ts";

export const launch = ({ file, env }: Chromium): Promise<Browser> =>
  chromium.launch({
    executablePath: file,
    // Tests may run as root, where Chromium's own sandbox does not.
    args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
    // oxlint-disable-next-line node/no-process-env -- tests hand the environment on
    env: { ...(process.env as Record<string, string>), ...env },
  });
