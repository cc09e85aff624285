/** The address under which a vendor reports the end of an attempt. */
export function toCallbackUrl(baseUrl: string, jobId: string, token: string): string {
  return `${baseUrl.replace(/\/$/, '')}/${jobId}.${token}`;
}

/** The job and the token in such an address, if it is one. */
export function fromCallbackUrl(
  url: string,
): { readonly jobId: string; readonly token: string } | undefined {
  const [, jobId, token] = /\/([\w-]{1,64})\.([\w-]{1,128})$/.exec(new URL(url).pathname) ?? [];
  return jobId === undefined || token === undefined ? undefined : { jobId, token };
}
