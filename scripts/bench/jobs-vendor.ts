// The simulated vendor of `bench jobs`, in a process of its own so that its work is not counted.
import { createApixoSimulator } from '@vidgate/simulator';
import { serveSimulator } from '@vidgate/simulator/server';

const simulator = createApixoSimulator({
  runMs: 300,
  balance: 1_000_000,
  requestsPerMinute: 1_000_000_000,
});
const { baseUrl } = await serveSimulator(simulator);
process.on('message', () => {
  const { requests, bill } = simulator;
  process.send?.({ requests: requests.length, charges: bill.charges });
});
process.send?.({ baseUrl, apiKey: simulator.apiKey });
