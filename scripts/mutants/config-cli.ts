import type { Mutant } from './mutant.ts';

const environment = 'packages/config/src/environment.ts';
const rules = 'packages/config/src/field-rules.ts';
const describe = 'packages/config/src/describe-problems.ts';
const providers = 'packages/config/src/to-providers.ts';
const profiles = 'packages/config/src/profiles.ts';
const settings = 'packages/config/src/to-gateway-settings.ts';
const exits = 'packages/cli/src/exit-codes.ts';
const follow = 'packages/cli/src/jobs/follow-job.ts';
const weights = 'packages/cli/src/request/to-weights.ts';
const since = 'packages/cli/src/parse-since.ts';
const flags = 'packages/cli/src/request/request-flags.ts';
const flagsTest = 'packages/cli/src/request/request-flags.test.ts';
const environmentTest = 'packages/config/src/environment.test.ts';
const weightsTest = 'packages/cli/src/request/to-weights.test.ts';
const badTest = 'packages/config/test/bad-config.test.ts';
const providersTest = 'packages/config/test/to-providers.test.ts';
const profilesTest = 'packages/config/src/profiles.test.ts';
const createTest = 'packages/config/test/create-gateway-from-config.test.ts';
const heldTest = 'packages/cli/test/held.test.ts';
const badInputTest = 'packages/cli/test/bad-input.test.ts';
const sinceTest = 'packages/cli/src/parse-since.test.ts';
const interruptionTest = 'packages/cli/test/interruption.test.ts';

/** Bugs in the config file and in the command that scripts rely on. */
export const commandMutants: readonly Mutant[] = [
  {
    name: 'a blank variable counts as a key',
    file: environment,
    find: "return value === '' ? undefined : value;",
    replace: 'return value;',
    mustFail: [environmentTest],
  },
  {
    name: 'a secret of the environment is shown',
    file: environment,
    find: 'return new Secret(value).scrub(clean);',
    replace: 'return clean;',
    mustFail: [providersTest],
  },
  {
    name: 'an unknown field is passed over',
    file: rules,
    find: 'return z.strictObject(shape, {',
    replace: 'return z.looseObject(shape, {',
    mustFail: [badTest],
  },
  {
    name: 'a budget may be negative',
    file: rules,
    find: 'z.number({ error: usdAtLeast0 }).min(0, { error: usdAtLeast0 })',
    replace: 'z.number({ error: usdAtLeast0 })',
    mustFail: [badTest],
  },
  {
    name: 'a secret in the wrong place is quoted',
    file: describe,
    find: '  if (path.some((key) => isSecretName(String(key)))) return false;\n  return path[0]',
    replace: '  return true || path[0]',
    mustFail: [badTest],
  },
  {
    name: 'a provider that is switched off is used',
    file: providers,
    find: '.filter(isEnabled);',
    replace: ';',
    mustFail: [providersTest],
  },
  {
    name: 'two accounts share the key of the first',
    file: providers,
    find: 'const variable = apiKey?.env ?? usual;',
    replace: 'const variable = usual ?? apiKey?.env;',
    mustFail: [providersTest],
  },
  {
    name: 'a reference to a variable is handed to an adapter as it is',
    file: providers,
    find: 'isReference(value) ? reveal(value, name) : value',
    replace: 'value',
    mustFail: [providersTest],
  },
  {
    name: 'a profile replaces what it does not name',
    file: profiles,
    find: '? { ...base, ...value } : value]',
    replace: '? { ...value } : value]',
    mustFail: [profilesTest],
  },
  {
    name: 'the profile safest pays again in doubt',
    file: profiles,
    find: "onUnknownSubmit: 'hold', ",
    replace: '',
    mustFail: [profilesTest],
  },
  {
    name: 'where jobs are kept depends on where one calls from',
    file: settings,
    find: "file === undefined ? '.' : dirname(file)",
    replace: "'.'",
    mustFail: [createTest],
  },
  {
    name: 'a held job ends the command with 0',
    file: follow,
    find: '    return exitCodes.held;',
    replace: '    return exitCodes.done;',
    mustFail: [heldTest],
  },
  {
    name: 'a failed job ends the command with 0',
    file: follow,
    find: 'return code === exitCodes.noProvider ? code : exitCodes.failed;',
    replace: 'return exitCodes.done;',
    mustFail: [heldTest],
  },
  {
    name: 'what nobody can take ends like what failed',
    file: exits,
    find: '      return exitCodes.noProvider;',
    replace: '      return exitCodes.failed;',
    mustFail: [heldTest],
  },
  {
    name: 'wrong flags end like a job that failed',
    file: exits,
    find: '      return exitCodes.usage;',
    replace: '      return exitCodes.failed;',
    mustFail: [badInputTest],
  },
  {
    name: 'Ctrl-C ends the command with 0',
    file: follow,
    find: '  return exitCodes.interrupted;',
    replace: '  return exitCodes.done;',
    mustFail: [interruptionTest],
  },
  {
    name: 'a blank weight is 0',
    file: weights,
    find: "text.trim() === '' ? Number.NaN : Number(text)",
    replace: 'Number(text)',
    mustFail: [weightsTest],
  },
  {
    name: 'an hour is a minute',
    file: since,
    find: 'h: 3_600_000',
    replace: 'h: 60_000',
    mustFail: [sinceTest],
  },
  {
    name: 'fallbacks cannot be switched off',
    file: flags,
    find: 'flags.fallbacks === false ? false : undefined',
    replace: 'undefined',
    mustFail: [flagsTest],
  },
];
