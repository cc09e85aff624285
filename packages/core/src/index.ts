export type { Clock, Ports } from './ports.ts';
export { systemClock, systemPorts } from './ports.ts';
