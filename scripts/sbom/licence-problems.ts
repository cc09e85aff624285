/** A package that ours depend on at run time, and under which licence it comes. */
export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  /** An SPDX id or expression; absent where the package names none. */
  readonly licence?: string | undefined;
}

/**
 * Licences under which what ours depend on may come. MPL-2.0 asks to publish changes of its own files
 * only, and we change none.
 */
export const allowedLicences: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MPL-2.0',
];

interface Exception {
  readonly name: RegExp;
  readonly licence: string;
}

const exceptions: readonly Exception[] = [
  // A shared library of its own, which sharp loads and whoever installs it can replace, as LGPL asks.
  { name: /^@img\/sharp-libvips-/, licence: 'LGPL-3.0-or-later' },
];

/** Says which packages come under a licence that nobody has agreed to, a sentence each. */
export function findLicenceProblems(packages: readonly LicensedPackage[]): readonly string[] {
  return packages
    .filter((one) => !isAllowed(one))
    .map(({ name, version, licence = 'no licence' }) => {
      return `${name} ${version} comes under ${licence}; allowed: ${allowedLicences.join(', ')}`;
    });
}

function isAllowed({ name, licence }: LicensedPackage): boolean {
  if (licence === undefined) return false;
  if (exceptions.some((one) => one.licence === licence && one.name.test(name))) return true;
  const choices = licence.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => allowedLicences.includes(choice));
}
