// What is found on hosts before they are touched: drift, and every finding of the catalogue, brought about for real.
import { theLab } from "../lab/theLab";
import { drift } from "./drift";
import { everyFinding } from "./everyFinding";

jest.setTimeout(10 * 60_000);

const lab = theLab();

drift(lab);
everyFinding(lab);
