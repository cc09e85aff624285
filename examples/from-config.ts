import { createGatewayFromConfig } from '@vidgate/config';

await using gateway = await createGatewayFromConfig();

// Whoever the file names, or whose key is set where there is no file.
const { candidates } = await gateway.plan({ prompt: 'dawn breaks over the ridge' });
console.log(candidates.map(({ provider }) => provider).join(', '));
