// IPv6 for real: VIPs that are found by neighbour discovery or by routes, alone and beside an IPv4 one.
import { theLab } from "../lab/theLab";
import { bgp6 } from "./bgp";
import { dual } from "./dual";
import { ndp } from "./ndp";

jest.setTimeout(10 * 60_000);

const lab = theLab();

ndp(lab);
dual(lab);
bgp6(lab);
