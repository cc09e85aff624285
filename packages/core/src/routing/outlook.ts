/** What is to be expected of a provider's next task. */
export interface Outlook {
  /** How likely it is to succeed, from 0 to 1 (both exclusive). */
  readonly odds: number;
  /** How long one usually takes, in milliseconds. */
  readonly typicalMs: number;
  /** Present where its last submits came to nothing: it is asked where nobody else can be. */
  readonly lastResort?: true | undefined;
}

/** What a second of waiting is worth where nobody says, in dollars. */
export const defaultValueOfTimeUsdPerSecond = 0.0005;

/** How long until there is a video, failures included, in milliseconds: each failure is noticed at its end. */
export function toExpectedMs({ odds, typicalMs }: Outlook): number {
  return (typicalMs * (2 - odds)) / odds;
}

/** What a video is expected to cost, the waiting included, in micro-dollars. */
export function toExpectedUsdMicros(
  priceUsdMicros: number,
  outlook: Outlook,
  {
    failuresAreFree,
    usdPerSecond,
  }: { readonly failuresAreFree: boolean; readonly usdPerSecond: number },
): number {
  const price = failuresAreFree ? priceUsdMicros : priceUsdMicros / outlook.odds;
  // A dollar per second is a thousand micro-dollars per millisecond.
  return price + usdPerSecond * 1_000 * toExpectedMs(outlook);
}
