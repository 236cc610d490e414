import { chromium, type Browser } from 'playwright-core';

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export const CHROMIUM = process.env['CHROMIUM'] || '/usr/bin/chromium';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}
