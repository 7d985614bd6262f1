// The plan of a change, read from its words.

export interface Planned {
  readonly host: string;
  /** As the plan joins them. */
  readonly why: string;
  readonly holds: boolean;
}

const LINE = /^ {2}\d\. (\w+): the manifest changes \((.*)\); kube-vip restarts there(; it holds the virtual IP)?\.$/gm;

/** The hosts whose manifest changes and whose kube-vip restarts, in the order of the plan. */
export function plannedIn(text: string): Planned[] {
  return [...text.matchAll(LINE)].map(([, host = "", why = "", holds]) => ({ host, why, holds: holds !== undefined }));
}
