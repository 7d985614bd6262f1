// IPVS for real: which API servers connections to the VIP reach by each forwarding method, on real kernels.
import { theLab } from "../lab/theLab";
import { bypass } from "./bypass";
import { direct } from "./direct";
import { masquerade } from "./masquerade";

jest.setTimeout(15 * 60_000);

const lab = theLab();

masquerade(lab);
direct(lab);
bypass(lab);
