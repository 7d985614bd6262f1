// Who is compared: each does the same to the same hosts, in its own way.

/** Each step ends when the contender believes that it is done; whether it is, the round sees for itself. */
export interface Contender {
  readonly name: string;
  /** On pristine hosts. */
  install(): Promise<void>;
  /** Once more, with nothing to change. Absent where that means nothing. */
  again?(): Promise<void>;
  /** The lease's duration, in seconds, on all hosts. */
  change(leaseDurationSeconds: number): Promise<void>;
  destroy(): Promise<void>;
  /** What was made beside the hosts. */
  close?(): Promise<void>;
}
