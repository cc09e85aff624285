import 'reflect-metadata';
import { memoryLedger } from '@vidgate/core';
import {
  gatewayToken,
  ledgerToken,
  portsToken,
  registerGateway,
  registerProvider,
} from '@vidgate/core/tsyringe';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import type { DependencyContainer } from 'tsyringe';
import { container } from 'tsyringe';
import { expect, test } from 'vitest';

const request = { prompt: 'dawn breaks over the ridge' };

function newContainer(): DependencyContainer {
  const fresh = container.createChildContainer();
  fresh.registerInstance(ledgerToken, memoryLedger());
  return fresh;
}

async function providersOf(from: DependencyContainer): Promise<readonly string[]> {
  const { candidates } = await from.resolve(gatewayToken).plan(request);
  return candidates.map(({ provider }) => provider);
}

test('a gateway is made of all providers of its container, whenever they were registered', async () => {
  const root = newContainer();
  registerProvider(root, fakeProvider({ id: 'dear', usd: { 5: 0.5 } }));
  registerGateway(root);
  registerProvider(root, fakeProvider({ id: 'cheap', usd: { 5: 0.2 } }));
  expect(await providersOf(root)).toEqual(['cheap', 'dear']);
  expect(root.resolve(gatewayToken)).toBe(root.resolve(gatewayToken));
});

test('a child has the gateway of its parent, or one of its own', async () => {
  const root = newContainer();
  registerProvider(root, fakeProvider({ id: 'real' }));
  registerGateway(root);
  const plain = root.createChildContainer();
  expect(plain.resolve(gatewayToken)).toBe(root.resolve(gatewayToken));
  const swapped = root.createChildContainer();
  registerProvider(swapped, fakeProvider({ id: 'fake' }));
  registerGateway(swapped);
  expect(await providersOf(swapped)).toEqual(['fake']);
  expect(await providersOf(root)).toEqual(['real']);
});

test('time and ids come from the container', async () => {
  const root = newContainer();
  const clock = createTestClock();
  registerProvider(root, fakeProvider({ clock }));
  root.registerInstance(portsToken, { ...clock, random: () => 0.5, newId: () => 'the-id' });
  registerGateway(root);
  const { id, createdAt } = await root.resolve(gatewayToken).submit(request);
  expect([id, createdAt]).toEqual(['the-id', clock.now()]);
});

test('a container without providers says what is missing', () => {
  const root = newContainer();
  registerGateway(root);
  expect(() => root.resolve(gatewayToken)).toThrow(/providers: at least one is needed/);
});
