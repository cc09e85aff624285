import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startServer } from './local-server.ts';

const entry = new URL('../../src/download/index.ts', import.meta.url);

/** Node reads its proxies when it starts, so this needs a process of its own. */
async function runWithProxy(proxy: string, script: string): Promise<string> {
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: '' };
  const flags = ['--conditions=@vidgate/source', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { env });
  return stdout.trim();
}

test('a proxy of the environment is passed by', async () => {
  await using proxy = await startServer((_request, response) => response.end('by proxy'));
  await using server = await startServer((_request, response) => response.end('directly'));

  const guarded = await runWithProxy(
    proxy.origin,
    `import { createGuardedFetch } from ${JSON.stringify(entry)};
     const fetch = createGuardedFetch({ allowHosts: [${JSON.stringify(server.host)}] });
     const { body } = await fetch(${JSON.stringify(server.origin)});
     for await (const chunk of body) process.stdout.write(chunk);`,
  );
  const plain = await runWithProxy(
    proxy.origin,
    `import { get } from 'node:http';
     get(${JSON.stringify(server.origin)}, (response) => response.pipe(process.stdout));`,
  );

  expect({ guarded, plain }).toEqual({ guarded: 'directly', plain: 'by proxy' });
});
