namespace OVSDB.Net;

/// <summary>What has to change so that ports are there, or gone. Pure; compare ovs-vsctl's <c>--may-exist add-port</c> and <c>--if-exists del-port</c>.</summary>
internal static class OvsPortTransactions
{
    // ovs-vswitchd.conf.db(5), QoS table: "This type prevents Open vSwitch from changing the QoS configuration for a port."
    private const string ExternalDiscipline = "linux-noop";

    public static OvsdbTransaction Ensure(Replica replica, IReadOnlyList<OvsPort> ports)
    {
        var transaction = new OvsdbTransaction();
        foreach (var port in ports)
        {
            var bridge = replica.Table("Bridge").FindByName(port.Bridge)
                ?? throw new OvsdbOperationException("no such bridge", $"port {port.Name} belongs on bridge {port.Bridge}, which does not exist");
            var present = replica.Table("Port").FindByName(port.Name);
            var device = replica.Table("Interface").FindByName(port.Name);
            if (present is not null && device is not null && bridge.References("ports").Contains(present.Uuid))
                Adjust(transaction, port, present, device, replica);
            else
                Add(transaction, port, bridge, replica, present);
        }
        return transaction;
    }

    public static OvsdbTransaction Remove(Replica replica, IReadOnlyList<string> names)
    {
        var transaction = new OvsdbTransaction();
        foreach (var name in names)
        {
            if (replica.Table("Port").FindByName(name) is { } port)
                Unlink(transaction, replica, port);
        }
        foreach (var unused in DisciplinesWithoutPort(replica))
            transaction.Delete("QoS", [OvsCondition.Is(unused.Uuid)]);
        return transaction;
    }

    private static void Adjust(OvsdbTransaction transaction, OvsPort port, OvsRow present, OvsRow device, Replica replica)
    {
        var ids = device.Map("external_ids");
        var differing = port.ExternalIds.Where(pair => ids.GetValueOrDefault(pair.Key) != pair.Value).ToList();
        if (differing.Count > 0)
        {
            // insert leaves a key that is there as it is (RFC 7047 5.1), so it goes first.
            transaction.Mutate(
                "Interface",
                [OvsCondition.Is(device.Uuid)],
                OvsMutation.Delete("external_ids", OvsSet.Of(differing.Select(static pair => pair.Key))),
                OvsMutation.Insert("external_ids", OvsMap.Of(differing)));
        }
        if (port.MtuRequest is { } mtu && device.Integer("mtu_request") != mtu)
            transaction.Update("Interface", [OvsCondition.Is(device.Uuid)], new Dictionary<string, OvsValue> { ["mtu_request"] = mtu });
        if (port.ExternalDiscipline && present.Reference("qos") is null)
            transaction.Update("Port", [OvsCondition.Is(present.Uuid)], new Dictionary<string, OvsValue> { ["qos"] = AddDiscipline(transaction, replica, port) });
        else if (!port.ExternalDiscipline)
            RemoveDiscipline(transaction, replica, present);
        // The device was missing when ovs-vswitchd looked: a new configuration makes it look again.
        if (transaction.Operations.Count == 0 && device.Integer("ofport") is not > 0)
            transaction.Add(new OvsdbComment("reopen " + port.Name));
    }

    private static void Add(OvsdbTransaction transaction, OvsPort port, OvsRow bridge, Replica replica, OvsRow? elsewhere)
    {
        // A bridge that has vanished meanwhile would let the new rows be dropped at commit without a word.
        transaction.Add(new OvsdbWait("Bridge", [OvsCondition.Is(bridge.Uuid)], ["name"], [new Dictionary<string, OvsValue> { ["name"] = port.Bridge }]));
        if (elsewhere is not null)
            Unlink(transaction, replica, elsewhere);

        var row = new Dictionary<string, OvsValue>
        {
            ["name"] = port.Name,
            ["type"] = port.Type,
            ["external_ids"] = OvsMap.Of(port.ExternalIds),
            ["options"] = OvsMap.Of(port.Options),
        };
        if (port.MtuRequest is { } mtu)
            row["mtu_request"] = mtu;
        var device = transaction.Insert("Interface", row);
        var columns = new Dictionary<string, OvsValue>(port.NewPortColumns) { ["name"] = port.Name, ["interfaces"] = device };
        if (port.ExternalDiscipline)
            columns["qos"] = AddDiscipline(transaction, replica, port);
        var added = transaction.Insert("Port", columns);
        transaction.Mutate("Bridge", [OvsCondition.Is(bridge.Uuid)], OvsMutation.Insert("ports", added));
    }

    private static void Unlink(OvsdbTransaction transaction, Replica replica, OvsRow port)
    {
        foreach (var bridge in replica.Table("Bridge").Rows.Where(bridge => bridge.References("ports").Contains(port.Uuid)))
            transaction.Mutate("Bridge", [OvsCondition.Is(bridge.Uuid)], OvsMutation.Delete("ports", port.Uuid));
        RemoveDiscipline(transaction, replica, port);
    }

    private static NamedUuid AddDiscipline(OvsdbTransaction transaction, Replica replica, OvsPort port)
    {
        // Of a port that somebody else has removed, or given a QoS that is gone again.
        foreach (var unused in DisciplinesOf(replica, port.Name))
            transaction.Delete("QoS", [OvsCondition.Is(unused.Uuid)]);
        return transaction.Insert("QoS", new Dictionary<string, OvsValue>
        {
            ["type"] = ExternalDiscipline,
            ["external_ids"] = OvsMap.Of([new(OpenVSwitchSchema.DisciplineOwner, port.Name)]),
        });
    }

    private static void RemoveDiscipline(OvsdbTransaction transaction, Replica replica, OvsRow port)
    {
        // More than the one in use: somebody may have given the port another since.
        foreach (var discipline in DisciplinesOf(replica, port.Text("name") ?? ""))
        {
            if (port.Reference("qos") == discipline.Uuid)
                transaction.Update("Port", [OvsCondition.Is(port.Uuid)], new Dictionary<string, OvsValue> { ["qos"] = OvsSet.Empty });
            transaction.Delete("QoS", [OvsCondition.Is(discipline.Uuid)]);
        }
    }

    /// <summary>QoS is a root table: its rows stay when somebody else removes the port.</summary>
    private static IEnumerable<OvsRow> DisciplinesWithoutPort(Replica replica) =>
        replica.Table("QoS").Rows.Where(row => row.Map("external_ids").GetValueOrDefault(OpenVSwitchSchema.DisciplineOwner) is { } port
            && replica.Table("Port").FindByName(port) is null);

    private static IReadOnlyList<OvsRow> DisciplinesOf(Replica replica, string port) =>
        replica.Table("QoS").FindAll("external_ids", OpenVSwitchSchema.DisciplineOwner, port);
}
