/** One answer, and what follows from it. */
export interface Finding {
  /** The provider it is about; absent for what concerns all. */
  readonly provider?: string | undefined;
  readonly question: string;
  /** `problem`: somebody has to do something. `unknown`: nothing that is free can tell. */
  readonly state: 'good' | 'problem' | 'unknown';
  readonly answer: string;
  /** What it means for videos and money. */
  readonly meaning: string;
  /** Where the answer settles a question: what to write into the configuration file. */
  readonly setting?: Readonly<Record<string, unknown>> | undefined;
}
