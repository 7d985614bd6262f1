// The suites that need real control planes: one lab for all of them, pristine hosts for each.
import { access } from "./suites/access";
import { lifecycle } from "./suites/lifecycle";
import { safety } from "./suites/safety";
import { secrets } from "./suites/secrets";
import { theLab } from "./theLab";

jest.setTimeout(10 * 60_000);

const lab = theLab();

lifecycle(lab);
safety(lab);
access(lab);
secrets(lab);
