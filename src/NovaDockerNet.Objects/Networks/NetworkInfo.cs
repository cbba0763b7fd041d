using System.Collections;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Networks;

/// <summary>nova.network.model.NetworkInfo: the VIFs of a server, as the info cache holds them.</summary>
public sealed class NetworkInfo(JArray node) : IReadOnlyList<Vif>
{
    private readonly List<Vif> _vifs = node.Select(item => item is JObject vif
        ? new Vif(vif)
        : throw new ObjectFormatException($"network_info holds a JSON {item.Type} where a VIF belongs.")).ToList();

    public NetworkInfo()
        : this(new JArray())
    {
    }

    public NetworkInfo(IEnumerable<Vif> vifs)
        : this(new JArray(vifs.Select(v => v.Node)))
    {
    }

    public int Count => _vifs.Count;

    public JArray Node { get; } = node;

    public Vif this[int index] => _vifs[index];

    public static NetworkInfo Parse(string json) => WireJson.Parse(json) is JArray array
        ? new NetworkInfo(array)
        : throw new ObjectFormatException("network_info is not a JSON list.");

    public Vif? Find(string portId) => _vifs.Find(v => v.Id == portId);

    public void Add(Vif vif)
    {
        // A node that has a parent is copied on insertion, so the view is made over what was inserted.
        Node.Add(vif.Node);
        _vifs.Add(new Vif((JObject)Node.Last!));
    }

    public string ToJson() => WireJson.ToText(Node);

    public IEnumerator<Vif> GetEnumerator() => _vifs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
