import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const examples = new URL('../examples/webhooks/', import.meta.url);

/** Posts two deliveries that are not ours to a server of the examples; it says what it answered. */
const programs: Readonly<Record<string, string>> = {
  'next-route.ts': `const ask = (url, init) => example.POST(new Request(url, init));`,
  'hono.ts': `const ask = (url, init) => example.app.request(url, init);`,
  'node-http.ts': `const ask = await listen(example.server);`,
  'express.ts': `const ask = await listen(createServer(example.app));`,
};

const common = `
  import { createServer } from 'node:http';
  const example = await import(process.argv[1]);
  async function listen(server) {
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    return (url, init) => fetch(url.replace('https://videos.example.com', 'http://127.0.0.1:' + port), init);
  }`;

const asking = `
  const post = (path, body) => ask('https://videos.example.com' + path, { method: 'POST', body });
  const answers = [await post('/hooks/job.token', '{}'), await post('/hooks/nothing', 'x')];
  console.log(answers.map(({ status }) => status).join());
  process.exit();`;

test.each(Object.entries(programs))('%s passes deliveries on', async (name, program) => {
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-hooks-'));
  try {
    const argv = ['--conditions=@vidgate/source', '--input-type=module', '--eval'];
    const file = new URL(name, examples).href;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...argv, `${common}${program}${asking}`, file],
      { cwd: folder, timeout: 20_000 },
    );
    expect(stdout.trim()).toBe('404,404');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
