import { Secret } from '@vidgate/core';

/** The variables of an environment, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Says that a secret is in an environment variable, so that no file has to hold it. */
export interface EnvironmentReference {
  /** The variable's name, in capitals: `APIXO_FILMS_KEY`. It is read when the value is needed. */
  readonly env: string;
}

/** Where a caller gives no environment: this process's own, read nowhere else in this package. */
export function toEnvironment(env: Environment | undefined): Environment {
  return env ?? process.env;
}

/** The value of a variable; a blank one counts as not set. */
export function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

export function isReference(value: unknown): value is EnvironmentReference {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).join() === 'env' &&
    'env' in value &&
    typeof value.env === 'string'
  );
}

const secretName = /key|token|secret|passw|auth|credential/i;
/** Shorter values are words that may stand in any message. */
const shortestSecret = 8;

/** Whether what goes by this name is likely to be a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Removes the environment's secrets from a text of foreign origin. */
export function scrub(text: string, env: Environment): string {
  return Object.entries(env).reduce((clean, [name, value = '']) => {
    if (!isSecretName(name) || value.length < shortestSecret) return clean;
    return new Secret(value).scrub(clean);
  }, text);
}
