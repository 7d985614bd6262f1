// One thing wrong at a time, and exactly what is then said.
import type { Observation } from "../../../components/facts/observation";
import type { Changes } from "../../settings/samples";
import { backendCases } from "./cases/backends";
import { certificateCases } from "./cases/certificates";
import { clusterCases } from "./cases/cluster";
import { hostCases } from "./cases/hosts";
import { interfaceCases } from "./cases/interfaces";
import { kubeVipCases } from "./cases/kubeVips";
import { servicesCases } from "./cases/services";
import { vipCases } from "./cases/vip";
import type { AllFacts } from "./samples";

export interface Case {
  readonly id: string;
  /** What is wrong, to tell cases of one id apart. */
  readonly when: string;
  /** The hosts that the finding names. */
  readonly hosts: readonly string[];
  /** What its reason says. */
  readonly says: string | RegExp;
  /** What its remedy says. */
  readonly remedy?: string;
  /** Ids of the other findings that the same fault brings. */
  readonly also?: readonly string[];
  readonly settings?: Changes;
  /** What is changed; `healthy` unless told. */
  readonly from?: "bare" | "bgp" | "dual" | "serving";
  readonly facts?: (hosts: AllFacts) => void;
  readonly observations?: Record<string, Observation>;
}

export const CASES: readonly Case[] = [...vipCases, ...interfaceCases, ...kubeVipCases, ...certificateCases, ...hostCases, ...clusterCases, ...backendCases, ...servicesCases];
