import { loadConfig as loadFile } from 'c12';

/**
 * The address of an installed package, as the files of a folder would import it; nothing where there
 * is none. Node resolves from a folder other than our own only for `require`, which does not see
 * packages that are ES modules alone; the loader's own resolver does.
 */
export async function findPackage(name: string, folder: string): Promise<string | undefined> {
  let address: string | undefined;
  await loadFile({
    cwd: folder,
    envName: false,
    extend: false,
    giget: false,
    rcFile: false,
    resolve(_id, { jiti }) {
      address = jiti?.esmResolve(name, { try: true });
      return { config: {} };
    },
  });
  return address;
}
