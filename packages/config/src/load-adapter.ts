import type { VideoProvider } from '@vidgate/core';
import { configurationError, toForeignMessage } from './configuration-error.ts';
import type { Environment } from './environment.ts';
import { findPackage } from './find-package.ts';
import { vendorNames } from './vendors.ts';

/** An adapter's factory, as a package has it: `createProvider`, or the only `create…` there is. */
export type AdapterFactory = (settings: Readonly<Record<string, unknown>>) => unknown;

export interface AdapterPlace {
  /** The package's name. */
  readonly name: string;
  /** Where it is installed: in a `node_modules` of this folder, or above it. */
  readonly folder: string;
  /** The file and the provider, for messages. */
  readonly place: string;
  readonly env: Environment;
}

const packageName = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/;

/**
 * Loads an adapter that is somebody else's package.
 *
 * @throws {VideoGatewayError} `configuration` where it is not installed, throws, or has no factory
 */
export async function loadAdapter(adapter: AdapterPlace): Promise<AdapterFactory> {
  const { name, folder, place } = adapter;
  const address = packageName.test(name) ? await findPackage(name, folder) : undefined;
  if (address === undefined) {
    const allowed = `${vendorNames.join(', ')}, or the name of an installed package`;
    throw configurationError(
      `${place}.use: no adapter "${name}" is installed; allowed: ${allowed}`,
    );
  }
  return pickFactory(await importPackage(address, adapter), adapter);
}

async function importPackage(address: string, { name, place, env }: AdapterPlace): Promise<object> {
  try {
    const exported: object = await import(address);
    return exported;
  } catch (error) {
    const told = toForeignMessage(error, env);
    throw configurationError(`${place}.use: the package "${name}" throws: ${told}`);
  }
}

function pickFactory(exported: object, { name, place }: AdapterPlace): AdapterFactory {
  const factories = Object.entries(exported).filter(
    (entry): entry is [string, AdapterFactory] =>
      /^create[A-Z]/.test(entry[0]) && typeof entry[1] === 'function',
  );
  const [, factory] =
    factories.find(([key]) => key === 'createProvider') ??
    (factories.length === 1 ? factories : []).at(0) ??
    [];
  if (factory !== undefined) return factory;
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw configurationError(
    `${place}.use: the package "${name}" exports ${names}; needed: a function createProvider, or exactly one whose name begins with create`,
  );
}

const methods = ['prepare', 'submit', 'poll', 'taskFromId'] as const;

/**
 * Whether what a factory returned is a provider at all; what it then does is its author's promise,
 * which `describeProvider` of `@vidgate/testkit` tests.
 */
export function isProvider(value: unknown): value is VideoProvider {
  if (typeof value !== 'object' || value === null) return false;
  const has = (name: string, type: string): boolean => typeof Reflect.get(value, name) === type;
  return (
    has('id', 'string') &&
    has('vendor', 'string') &&
    has('traits', 'object') &&
    has('optionsSchema', 'object') &&
    Array.isArray(Reflect.get(value, 'offers')) &&
    methods.every((name) => has(name, 'function'))
  );
}
