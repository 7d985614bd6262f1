// IPVS's table as it comes from hosts.
import fc from "fast-check";
import { parse } from "ipaddr.js";
import { parseIpvs } from "../../components/hosts/ipvs";

describe("IPVS's table", () => {
  it("is read in both families", () => {
    expect(parseIpvs("0A4D0064:192B rr;-> 0A4D000C:192B Masq 1;-> 0A4D000B:01BB Local 0;[fd77:0000:0000:0000:0000:0000:0000:0100]:192B wlc;\n")).toEqual([
      { address: "10.77.0.100", port: 6443, scheduler: "rr", backends: [{ address: "10.77.0.12", port: 6443, forward: "Masq", weight: 1 }, { address: "10.77.0.11", port: 443, forward: "Local", weight: 0 }] },
      { address: "fd77::100", port: 6443, scheduler: "wlc", backends: [] },
    ]);
    expect(parseIpvs("")).toEqual([]);
  });

  it("is read whatever the addresses are", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16).padStart(4, "0"));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.integer({ min: 0, max: 0xffff }), (groups, port) => {
        const [service] = parseIpvs(`[${groups.join(":")}]:${port.toString(16).toUpperCase().padStart(4, "0")} rr;`);
        expect([parse(service!.address).toByteArray(), service!.port]).toEqual([parse(groups.join(":")).toByteArray(), port]);
      }),
    );
  });

  it.each(["Prot LocalAddress:Port", "0A4D0064 rr;", "0A4D0064:192B rr;-> RemoteAddress:Port Forward", "[fd77::11:192B] rr;", "-> 0A4D000B:192B Local 1;"])("is no other text: %j", (text) => {
    expect(() => parseIpvs(text)).toThrow();
  });
});
