namespace NovaDockerNet.Objects.Networks;

public sealed partial class NetworkRequestList
{
    // nova/objects/network_request.py: these ids stand for a choice, not for a network.
    public const string AutoId = "auto";
    public const string NoneId = "none";

    public bool IsAutoAllocate => Count == 1 && this[0].NetworkId == AutoId;

    public bool IsNoAllocate => Count == 1 && this[0].NetworkId == NoneId;
}
