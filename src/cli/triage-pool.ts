/** A few threads that do pieces of work. Each holds one piece at a time; who asks for more waits. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { RulePack } from '../rules/types.js';
import type { Unit, UnitResult } from '../report/triage/units.js';

/** What a thread gets when it starts. */
export interface WorkerStart {
  readonly probeOf: readonly (readonly [fact: string, probe: string])[];
  readonly pack: RulePack;
  readonly reanalyze: boolean;
}

const FILE = 'triage-worker.js';
/** The built code lies in dist/ or a folder in it, the sources in src/cli/. */
const CANDIDATES = ['./', '../', '../../dist/'];

interface Task {
  readonly unit: Unit;
  readonly resolve: (result: UnitResult) => void;
  readonly reject: (error: Error) => void;
}

export class Pool {
  private readonly idle: Worker[] = [];
  private readonly all: Worker[] = [];
  private readonly waiting: Task[] = [];
  private readonly busy = new Map<Worker, Task>();

  constructor(
    private readonly size: number,
    private readonly start: WorkerStart,
  ) {}

  /** Ends with an error only where a thread itself breaks: what is wrong with an input is in the result. */
  run(unit: Unit): Promise<UnitResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ unit, resolve, reject });
      if (this.idle.length === 0 && this.all.length < this.size) this.idle.push(this.open());
      this.next();
    });
  }

  async close(): Promise<void> {
    this.busy.clear();
    await Promise.all(this.all.map((worker) => worker.terminate()));
  }

  private next(): void {
    const worker = this.waiting.length > 0 ? this.idle.pop() : undefined;
    const task = worker && this.waiting.shift();
    if (!task) return;
    this.busy.set(worker, task);
    worker.postMessage(task.unit, task.unit.kind === 'lines' ? [task.unit.content.buffer as ArrayBuffer] : []);
  }

  private open(): Worker {
    const worker = new Worker(workerFile(), { workerData: this.start });
    const broken = (error: Error): void => {
      for (const task of [this.busy.get(worker), ...this.waiting.splice(0)]) task?.reject(error);
      this.busy.delete(worker);
    };
    worker.on('message', (result: UnitResult) => {
      this.busy.get(worker)?.resolve(result);
      this.busy.delete(worker);
      this.idle.push(worker);
      this.next();
    });
    worker.on('error', broken);
    worker.on('exit', (code) => broken(new Error(`a thread ended with code ${code}`)));
    this.all.push(worker);
    return worker;
  }
}

function workerFile(): string {
  const file = CANDIDATES.map((folder) => fileURLToPath(new URL(folder + FILE, import.meta.url))).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`${FILE} is missing`);
  return file;
}
