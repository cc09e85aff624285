import { defineConfig } from '@vidgate/config';

export default defineConfig({
  providers: { apixo: {} },
});
