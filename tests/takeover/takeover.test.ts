// The VIP goes from keepalived, which has it on real control planes, to kube-vip.
import { theLab } from "../lab/theLab";
import { takeOver } from "./change";

jest.setTimeout(15 * 60_000);

const lab = theLab();

takeOver(lab);
