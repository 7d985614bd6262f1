// Another kube-vip version under a VIP that is in use, with the versions that the lab has.
import { theLab } from "../lab/theLab";
import { changeOfVersions } from "./change";

jest.setTimeout(15 * 60_000);

const lab = theLab();

changeOfVersions(lab);
