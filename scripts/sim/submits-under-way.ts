/** Which jobs may still make a task that no dashboard shows yet. */
export interface SubmitsUnderWay {
  /** An intent is durable; as long as its process lives, it may still send it. */
  intend(job: string, isAlive: () => boolean): void;
  /** A submit has left for its vendor; the returned function says that it arrived or never will. */
  begin(job: string): () => void;
  /** The intent is settled, sent or not. */
  settle(job: string): void;
  has(job: string): boolean;
}

export function createSubmitsUnderWay(): SubmitsUnderWay {
  const travelling = new Map<string, number>();
  const intended = new Map<string, () => boolean>();
  const add = (job: string, count: number): void =>
    void travelling.set(job, (travelling.get(job) ?? 0) + count);
  return {
    intend: (job, isAlive) => void intended.set(job, isAlive),
    settle: (job) => void intended.delete(job),
    has: (job) => (travelling.get(job) ?? 0) > 0 || intended.get(job)?.() === true,
    begin(job) {
      intended.delete(job);
      add(job, 1);
      let isOver = false;
      return () => {
        if (!isOver) add(job, -1);
        isOver = true;
      };
    },
  };
}
