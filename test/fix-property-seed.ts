// Every property draws its cases from one seed, so that the same commit passes or fails for everybody.
// `FAST_CHECK_SEED` looks elsewhere, as `pnpm properties` does for many seeds. A failure prints it.
import fc from 'fast-check';

const said = Number(process.env['FAST_CHECK_SEED'] ?? '');

fc.configureGlobal({ seed: Number.isSafeInteger(said) && said !== 0 ? said : 20_261_121 });
