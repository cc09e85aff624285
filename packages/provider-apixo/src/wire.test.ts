import { expect, test } from 'vitest';
import { balanceSchema, statusSchema, submittedSchema } from './wire.ts';

test.each([
  ['task_1', 'task_1'],
  [12_345_678, '12345678'],
])('the task %s is named', (taskId, id) => {
  expect(submittedSchema.parse({ data: { taskId } }).data.taskId).toBe(id);
});

// JSON's 9007199254740993 is read as ...992: the id of another task.
test.each(['', null, true, 9_007_199_254_740_992, 1e308, 0.5, [], {}])(
  '%s names no task',
  (taskId) => {
    expect(submittedSchema.safeParse({ data: { taskId } }).success).toBe(false);
  },
);

test.each([1e10, 1e308, Number.POSITIVE_INFINITY, '5', null])('%s is no balance', (data) => {
  expect(balanceSchema.safeParse({ data }).success).toBe(false);
});

test.each([
  [-3, 0],
  [12.5, 12.5],
])('a balance of %s leaves %s', (data, left) => {
  expect(balanceSchema.parse({ data }).data).toBe(left);
});

test('what is too much to keep of a task is left out, and the task read', () => {
  const data = { state: 'x'.repeat(100_000), createTime: 1e300, completeTime: 8.64e15 };
  const read = statusSchema.parse({ data }).data;
  expect(read.state).toHaveLength(4_000);
  expect(read).toMatchObject({ createTime: undefined, completeTime: 8.64e15 });
});
