/**
 * The contract suites, as vitest cases. An entry of its own, so that the fakes need no vitest.
 *
 * @module
 */
export { describeLedger } from './describe-ledger/describe-ledger.ts';
export type {
  LastingLedgerHarness,
  LedgerHarness,
  PassingLedgerHarness,
} from './describe-ledger/ledger-harness.ts';
export { describeProvider } from './describe-provider/describe-provider.ts';
export type {
  ContractFailure,
  ContractFault,
  ContractProviderSettings,
  ContractVendor,
  ContractVendorSettings,
  ProviderHarness,
} from './describe-provider/provider-harness.ts';
