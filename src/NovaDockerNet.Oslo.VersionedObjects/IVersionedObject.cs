using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Oslo.VersionedObjects;

/// <summary>What a typed object class offers statically, so that generic code can make views and look up fields.</summary>
public interface IVersionedObject<TSelf>
    where TSelf : VersionedObject, IVersionedObject<TSelf>
{
    /// <summary>Name on the wire.</summary>
    static abstract string ObjectClass { get; }

    static abstract FieldTable FieldTable { get; }

    /// <summary>A view over an envelope; the envelope is used, not copied.</summary>
    static abstract TSelf View(JObject envelope);
}
