namespace OVSDB.Net;

/// <summary>A port ovs-vswitchd has opened.</summary>
public sealed record OvsPortState(string Name, long OpenFlowPort);
