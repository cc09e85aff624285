import { once } from 'node:events';
import { expect, test } from 'vitest';
import { progressed } from '../../test/waiting.ts';
import { createJobBus } from './job-bus.ts';

const other = { ...progressed, job: { ...progressed.job, id: 'job-2' } };

test('a listener hears of its own job only, and the listener to all hears of all', () => {
  const all: string[] = [];
  const own: string[] = [];
  const bus = createJobBus(({ job }) => all.push(job?.id ?? ''));
  bus.subscribe('job-1', ({ job }) => own.push(job.id));
  bus.emit(progressed);
  bus.emit(other);
  expect(all).toEqual(['job-1', 'job-2']);
  expect(own).toEqual(['job-1']);
});

test('a listener that has gone hears nothing more, the others do', () => {
  const bus = createJobBus(undefined);
  const heard: string[] = [];
  const end = bus.subscribe('job-1', () => heard.push('a'));
  bus.subscribe('job-1', () => heard.push('b'));
  end();
  bus.emit(progressed);
  expect(heard).toEqual(['b']);
});

test('a listener that goes twice takes no other with it', () => {
  const bus = createJobBus(undefined);
  const heard: string[] = [];
  const end = bus.subscribe('job-1', () => heard.push('a'));
  end();
  bus.subscribe('job-1', () => heard.push('b'));
  end();
  bus.emit(progressed);
  expect(heard).toEqual(['b']);
});

test('a listener may go, and another may come, while an update is told', () => {
  const bus = createJobBus(undefined);
  const heard: string[] = [];
  const end = bus.subscribe('job-1', () => {
    heard.push('a');
    end();
    bus.subscribe('job-1', () => heard.push('late'));
  });
  bus.subscribe('job-1', () => heard.push('b'));
  bus.emit(progressed);
  expect(heard).toEqual(['a', 'b']);
});

test('a listener that throws is a warning, and stops nobody', async () => {
  const heard: string[] = [];
  const bus = createJobBus(() => {
    throw new Error('the log is full');
  });
  bus.subscribe('job-1', () => heard.push('b'));
  const warned = once(process, 'warning');
  expect(() => bus.emit(progressed)).not.toThrow();
  expect(heard).toEqual(['b']);
  const [warning] = await warned;
  expect(warning).toMatchObject({
    name: 'VidgateWarning',
    message: 'A listener to job job-1 threw (an error).',
  });
});
