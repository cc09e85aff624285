/** A bug that the tests must catch. */
export interface Mutant {
  /** What is wrong, as a claim. */
  readonly name: string;
  /** Below the repository's root. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files, each of which must fail. */
  readonly mustFail: readonly string[];
}

/** The contract suite as the adapters run it. */
export const conformance = {
  apixo: 'packages/provider-apixo/test/conformance.test.ts',
  apiframe: 'packages/provider-apiframe/test/conformance.test.ts',
  aimlapi: 'packages/provider-aimlapi/test/conformance.test.ts',
  fal: 'packages/provider-fal/test/conformance.test.ts',
} as const;
