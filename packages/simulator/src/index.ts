export type { AimlapiSimulatorSettings } from './aimlapi/simulator.ts';
export { createAimlapiSimulator } from './aimlapi/simulator.ts';
export type { ApiframeSimulatorSettings } from './apiframe/simulator.ts';
export { createApiframeSimulator } from './apiframe/simulator.ts';
export type { ApixoSimulatorSettings } from './apixo/simulator.ts';
export { createApixoSimulator } from './apixo/simulator.ts';
export type { ClipSpec } from './clip/render-clip.ts';
export type { FalSimulatorSettings } from './fal/simulator.ts';
export { createFalSimulator } from './fal/simulator.ts';
export type { Bill, BillLine, Price } from './kernel/bill.ts';
export type { ClipRenderer, ClipSize } from './kernel/clip-store.ts';
export type { WebhookDelivery } from './kernel/deliver-webhook.ts';
export type {
  AnswerFault,
  BodyFault,
  ConnectionFault,
  Fault,
  FaultName,
  Operation,
  PollFault,
  TaskFault,
} from './kernel/fault.ts';
export type { SimulatedTask, SimulatedTaskState, TaskFailure } from './kernel/simulated-task.ts';
export type { SimulatorClock } from './kernel/simulator-clock.ts';
export type { SimulatorSettings } from './kernel/simulator-settings.ts';
export type { RecordedRequest, VendorSimulator } from './kernel/vendor-simulator.ts';
export type { DownloadFetch } from './to-download-fetch.ts';
export { toDownloadFetch } from './to-download-fetch.ts';
