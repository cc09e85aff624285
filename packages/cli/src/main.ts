#!/usr/bin/env node
import 'reflect-metadata';
import { createShell } from './create-shell.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), createShell(process));
