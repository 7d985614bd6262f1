// The settings of this suite: everything by default, with a log that shows whether its level was understood.
import { labSettings } from "../lab/stack";

export function settingsOf(version: string): { value: string } {
  return labSettings({ image: { version }, logLevel: "debug" });
}
