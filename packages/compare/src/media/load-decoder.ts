let registering: Promise<boolean> | undefined;

/**
 * Gives mediabunny a decoder for Node where one is installed; says whether there is one.
 *
 * mediabunny keeps its decoders for the whole process, so this is done once, and at the first need.
 */
export function loadDecoder(): Promise<boolean> {
  registering ??= register();
  return registering;
}

async function register(): Promise<boolean> {
  try {
    const { registerMediabunnyServer } = await import('@mediabunny/server');
    // By the processor: a graphics card may round otherwise, and figures are compared between machines.
    registerMediabunnyServer({ hardwareContext: null });
    return true;
  } catch {
    // Not installed, or without a build of its library for this machine.
    return false;
  }
}
