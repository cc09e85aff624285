// app/hooks/[...path]/route.ts
import { gateway } from './gateway.ts';

export async function POST(request: Request): Promise<Response> {
  return await gateway.handleWebhook(request);
}
