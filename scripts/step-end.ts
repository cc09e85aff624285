/** How a step of the checks ended. A step that cannot be done here says why. */
export type StepEnd = 'passed' | 'failed' | { readonly skipped: string };
