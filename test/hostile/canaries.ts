/** Long and full of characters that are written differently in URLs and in JSON. */
export const apiKey = 'hostile-id-51f0:hostile/+=secret-9f3c71';

/** Part of a signed URL's query: whoever reads it can fetch the file. */
export const signature = 'SIGNATURE-CANARY-77c1';

export const signedUrl = `https://files.example.com/clip.mp4?X-Amz-Signature=${signature}`;

const escaped = [...apiKey]
  .map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  .join('');

/** The key as it may stand between the quotes of a JSON string, and in URLs. */
export const keyTexts: readonly string[] = [
  apiKey,
  encodeURIComponent(apiKey),
  apiKey.replaceAll('/', '\\/'),
  escaped,
];

/** What no error and no value may hold. */
export const forbidden: readonly string[] = [apiKey, encodeURIComponent(apiKey)];
