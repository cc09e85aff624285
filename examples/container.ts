import 'reflect-metadata';
import { memoryLedger } from '@vidgate/core';
import {
  gatewayToken,
  ledgerToken,
  portsToken,
  registerGateway,
  registerProvider,
} from '@vidgate/core/tsyringe';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { container } from 'tsyringe';

container.registerInstance(ledgerToken, memoryLedger());
registerProvider(container, createApixo());
registerProvider(container, createApiframe());
registerGateway(container, { routing: { sort: 'price' } });

await using gateway = container.resolve(gatewayToken);
const plan = await gateway.plan({ prompt: 'dawn breaks over the ridge' });
console.log(plan.candidates.map(({ provider }) => provider).join(', '));

// In a test: a child with a provider and a clock of its own. What it registers hides the parent's.
const child = container.createChildContainer();
const clock = createTestClock();
registerProvider(child, fakeProvider({ id: 'fake', clock }));
child.registerInstance(portsToken, {
  ...clock,
  random: () => 0.5,
  newId: () => crypto.randomUUID(),
});
registerGateway(child);

await using tested = child.resolve(gatewayToken);
const { id } = await tested.submit({ prompt: 'dawn breaks over the ridge' });
await clock.advance(60_000);
console.log((await tested.job(id)).state);
