import { createGatewayFromConfig, loadConfig } from '@vidgate/config';

await using gateway = await createGatewayFromConfig(await loadConfig({ profile: 'safest' }), {
  overrides: { onEvent: (update) => console.log(update.event.type) },
});

const { id } = await gateway.submit({ prompt: 'dawn breaks over the ridge' });
console.log((await gateway.wait(id)).state);
