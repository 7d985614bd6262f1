// The lab's network: addresses that don't collide, and what its namespace is furnished with.
import { apiServerAddresses, hostNames, hostNetwork, isHostName, lan } from "../../lab/network/addresses";
import { bastionConfig } from "../../lab/network/bastion";
import { networkPlan } from "../../lab/network/namespace";

describe("the lab's network", () => {
  const hosts = hostNames.map(hostNetwork);

  it("gives cp1 to cp3 the addresses that the tests rely on", () => {
    expect(hosts.map(({ address }) => address)).toEqual(["10.77.0.11", "10.77.0.12", "10.77.0.13"]);
    expect(hosts.map(({ address6 }) => address6)).toEqual(["fd77::11", "fd77::12", "fd77::13"]);
  });

  it("uses no address, MAC or tap twice", () => {
    const addresses = [lan.gateway, lan.gateway6, ...lan.vips, ...lan.vips6, ...hosts.flatMap((h) => [h.address, h.address6, h.mac, h.tap])];
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("lets an API server be asked by every host's address and every VIP", () => {
    expect(apiServerAddresses()).toEqual(expect.arrayContaining([...lan.vips, ...lan.vips6, ...hosts.flatMap((h) => [h.address, h.address6])]));
  });

  it("plugs every host into the bridge, which has the machine's own addresses", () => {
    const plan = networkPlan().split("\n");
    for (const { tap } of hosts) {
      expect(plan.indexOf(`link set ${tap} master br0 up`)).toBeGreaterThan(plan.indexOf(`tuntap add dev ${tap} mode tap`));
    }
    expect(plan).toContain("address add 10.77.0.1/24 dev br0");
    expect(plan).toContain("address add fd77::1/64 dev br0 nodad");
  });

  it("knows its hosts by name", () => {
    expect(["cp1", "cp3", "cp4", ""].map(isHostName)).toEqual([true, true, false, false]);
  });
});

describe("the bastion", () => {
  const lines = bastionConfig("/lab/bastion").split("\n");

  it("listens in the lab's network only", () => {
    expect(lines.filter((line) => line.startsWith("ListenAddress"))).toEqual(["ListenAddress 10.77.0.1:2222"]);
  });

  it("forwards connections and runs nothing", () => {
    expect(lines).toEqual(expect.arrayContaining(["AllowTcpForwarding local", "ForceCommand /bin/false", "PermitTTY no", "PasswordAuthentication no"]));
  });

  it("reads its own keys, never the machine's", () => {
    expect(lines).toEqual(expect.arrayContaining(["HostKey /lab/bastion/host_key", "AuthorizedKeysFile /lab/bastion/authorized_keys"]));
  });
});
