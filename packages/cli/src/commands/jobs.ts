import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { addJobsCancel } from './jobs-cancel.ts';
import { addJobsExport } from './jobs-export.ts';
import { addJobsList } from './jobs-list.ts';
import { addJobsResolve } from './jobs-resolve.ts';
import { addJobsShow } from './jobs-show.ts';
import { addJobsWait } from './jobs-wait.ts';

export function addJobs(program: Command, act: Act): void {
  const jobs = program.command('jobs').description('what was asked for, and what became of it');
  addJobsList(jobs, act);
  addJobsShow(jobs, act);
  addJobsWait(jobs, act);
  addJobsCancel(jobs, act);
  addJobsResolve(jobs, act);
  addJobsExport(jobs, act);
}
