// BGP for real: kube-vip on three hosts, a router that takes their routes, and clients behind it.
import { theLab } from "../lab/theLab";
import { ecmp } from "./ecmp";
import { gated } from "./gated";
import { oneAnnouncer } from "./oneAnnouncer";
import { passwords } from "./passwords";
import { refused } from "./refused";
import { subnets } from "./subnets";

jest.setTimeout(10 * 60_000);

const lab = theLab();

ecmp(lab);
gated(lab);
subnets(lab);
oneAnnouncer(lab);
refused(lab);
passwords(lab);
