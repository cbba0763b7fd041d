using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Objects.Networks;

/// <summary>Base of the views over nova.network.model dicts: known keys typed, all others kept.</summary>
public abstract class NetworkModel(JObject node)
{
    /// <summary>The dict itself; changes through the view happen here.</summary>
    public JObject Node { get; } = node;

    public JObject Meta => Section("meta");

    protected string? Text(string key) => Node[key] is JValue { Type: JTokenType.String } value ? (string)value! : null;

    protected bool Flag(string key) => Node[key] is JValue { Type: JTokenType.Boolean } value && (bool)value;

    protected int? Number(string key) => Node[key] is JValue { Type: JTokenType.Integer } value ? (int)value : null;

    protected void Put(string key, JToken? value) => Node[key] = value;

    /// <summary>A nested dict; a detached empty one when it is absent or null, so that reading changes nothing.</summary>
    protected JObject Section(string key) => Node[key] as JObject ?? [];

    protected IReadOnlyList<T> Items<T>(string key, Func<JObject, T> view) =>
        Node[key] is JArray items ? items.OfType<JObject>().Select(view).ToList() : [];

    protected void Append(string key, NetworkModel item)
    {
        if (Node[key] is not JArray items)
            Node[key] = items = [];
        items.Add(item.Node);
    }
}
