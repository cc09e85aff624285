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
  /** Where the answer settles a question: what belongs into the configuration. */
  readonly setting?: OfferedSetting | undefined;
}

/** A setting of the configuration that an answer settles. */
export interface OfferedSetting {
  /** From the top of the file on: `['providers', 'apiframe', 'guidanceField']`. */
  readonly path: readonly [string, ...string[]];
  /** Absent where the setting is to be left out. */
  readonly value?: string | undefined;
}
