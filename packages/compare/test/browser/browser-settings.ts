/** Debian's place for it; the variable is for every other system. */
export const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** As root in a container, without a graphics card, and asking nothing of the network by itself. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
