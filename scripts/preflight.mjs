// Plain JavaScript without syntax newer than Node 18, so that it can still speak when the set-up failed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Vidgate's scripts run on Node 22.18 or later, and this is Node ${process.versions.node}.\n` +
      'The installation above normally brings its own Node; it seems to have failed. See its messages, then run the command again.',
  );
  process.exit(1);
}
