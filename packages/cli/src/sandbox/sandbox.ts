import { z } from 'zod';
import { configurationError } from '../usage-error.ts';

/** The environment variable by which `vidgate sandbox` tells its children of itself. */
export const sandboxVariable = 'VIDGATE_SANDBOX';

const sandboxSchema = z.strictObject({
  /** Where each simulated vendor's API is, as an adapter's `baseUrl` setting wants it. */
  baseUrls: z.record(z.string(), z.url({ protocol: /^https?$/ })),
  /** For the gateway's `download` setting: the simulators' file hosts, `host:port` on loopback. */
  allowHosts: z.array(z.string().regex(/^127\.0\.0\.1:\d+$/)),
  /** A folder that lives as long as the sandbox: its ledger is kept there, never among real jobs. */
  folder: z.string().min(1),
  /** How often tasks are looked at, in milliseconds: simulated ones take seconds, not minutes. */
  pollMs: z.number().positive(),
});

/** What `VIDGATE_SANDBOX` says, as JSON. */
export type Sandbox = Readonly<z.output<typeof sandboxSchema>>;

/**
 * Reads `VIDGATE_SANDBOX`; nothing where this process runs in no sandbox.
 *
 * @throws {VideoGatewayError} `configuration` for a value that no sandbox has written: going on
 *   without it would spend real money where somebody meant not to
 */
export function readSandbox(
  environment: Readonly<Record<string, string | undefined>>,
): Sandbox | undefined {
  const text = environment[sandboxVariable];
  if (text === undefined || text === '') return undefined;
  const parsed = sandboxSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw configurationError(
    `${sandboxVariable}: ${issue?.path.join('.') || 'the value'} is not what "vidgate sandbox" writes (${issue?.message}). Unset it, or start this command with: vidgate sandbox -- COMMAND`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
