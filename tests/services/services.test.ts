// Services of type LoadBalancer beside the control plane's VIP, for real: they get their addresses from kube-vip on three hosts, and answer on them.
import { theLab } from "../lab/theLab";
import { life } from "./life";

jest.setTimeout(10 * 60_000);

const lab = theLab();

life(lab);
