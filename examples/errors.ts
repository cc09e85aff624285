import { createGateway, memoryLedger, VideoGatewayError } from '@vidgate/core';
import { createApixo } from '@vidgate/provider-apixo';

await using gateway = createGateway({ providers: [createApixo()], ledger: memoryLedger() });

try {
  const video = await gateway.generate({ prompt: 'dawn breaks over the ridge' });
  console.log(video.url);
} catch (error) {
  if (!VideoGatewayError.isInstance(error)) throw error;
  switch (error.code) {
    case 'outcome-unknown':
      // Held: nobody can tell whether the vendor took it. It is not sent again by itself.
      console.log(`Job ${error.jobId} may have been billed: ${error.message}`);
      break;
    case 'content-rejected':
      console.log('The prompt or a frame was refused; nothing else was tried.');
      break;
    default:
      console.log(`${error.code}, charged: ${error.charged}: ${error.message}`);
  }
}
