import { aimlapiMutants } from './aimlapi.ts';
import { apiframeMutants } from './apiframe.ts';
import { apixoMutants } from './apixo.ts';
import { compareMutants } from './compare.ts';
import { commandMutants } from './config-cli.ts';
import { downloadMutants } from './core-download.ts';
import { drivingMutants } from './core-driving.ts';
import { engineMutants } from './core-engine.ts';
import { healthMutants } from './core-health.ts';
import { httpMutants } from './core-http.ts';
import { jobMutants } from './core-job.ts';
import { jobEventMutants } from './core-job-events.ts';
import { ledgerMutants } from './core-ledger.ts';
import { moneyMutants } from './core-money.ts';
import { requestMutants } from './core-request.ts';
import { routingMutants } from './core-routing.ts';
import { webhookMutants } from './core-webhooks.ts';
import { falMutants } from './fal.ts';
import type { Mutant } from './mutant.ts';

/** A part of the product, and the bugs that are planted in it. */
export interface Area {
  readonly name: string;
  readonly mutants: readonly Mutant[];
}

export const areas: readonly Area[] = [
  { name: 'job decisions', mutants: jobMutants },
  { name: 'job events and figures', mutants: jobEventMutants },
  { name: 'steps around a submit', mutants: engineMutants },
  { name: 'driving and owning', mutants: drivingMutants },
  { name: 'ledgers', mutants: ledgerMutants },
  { name: 'webhooks', mutants: webhookMutants },
  { name: 'prices and budgets', mutants: moneyMutants },
  { name: 'health and gates', mutants: healthMutants },
  { name: 'routing', mutants: routingMutants },
  { name: 'requests', mutants: requestMutants },
  { name: 'HTTP', mutants: httpMutants },
  { name: 'APIXO', mutants: apixoMutants },
  { name: 'Apiframe', mutants: apiframeMutants },
  { name: 'AI/ML API', mutants: aimlapiMutants },
  { name: 'fal', mutants: falMutants },
  { name: 'downloads', mutants: downloadMutants },
  { name: 'config and command', mutants: commandMutants },
  { name: 'comparison', mutants: compareMutants },
];
