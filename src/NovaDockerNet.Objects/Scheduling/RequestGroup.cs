using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Scheduling;

/// <summary>nova/objects/request_spec.py</summary>
public sealed partial class RequestGroup(JObject envelope) : VersionedObject(envelope, Fields.All), IVersionedObject<RequestGroup>
{
    public static string ObjectClass => "RequestGroup";

    public static FieldTable FieldTable => Fields.All;

    public bool UseSameProvider { get => Get(Fields.UseSameProvider); set => Set(Fields.UseSameProvider, value); }

    public ImmutableDictionary<string, long> Resources { get => Get(Fields.Resources); set => Set(Fields.Resources, value); }

    public ImmutableList<string> RequiredTraits { get => Get(Fields.RequiredTraits); set => Set(Fields.RequiredTraits, value); }

    public ImmutableList<string> ForbiddenTraits { get => Get(Fields.ForbiddenTraits); set => Set(Fields.ForbiddenTraits, value); }

    public ImmutableList<ImmutableList<string>> Aggregates { get => Get(Fields.Aggregates); set => Set(Fields.Aggregates, value); }

    public ImmutableList<string> ForbiddenAggregates { get => Get(Fields.ForbiddenAggregates); set => Set(Fields.ForbiddenAggregates, value); }

    public string? RequesterId { get => Get(Fields.RequesterId); set => Set(Fields.RequesterId, value); }

    public ImmutableList<string> ProviderUuids { get => Get(Fields.ProviderUuids); set => Set(Fields.ProviderUuids, value); }

    public string? InTree { get => Get(Fields.InTree); set => Set(Fields.InTree, value); }

    public static RequestGroup View(JObject envelope) => new(envelope);

    public static class Fields
    {
        internal static readonly FieldTable All = new();

        public static readonly Field<bool> UseSameProvider = All.Add("use_same_provider", Wire.Boolean);
        public static readonly Field<ImmutableDictionary<string, long>> Resources = All.Add("resources", Wire.DictOfIntegers);
        public static readonly Field<ImmutableList<string>> RequiredTraits = All.Add("required_traits", Wire.SetOfStrings);
        public static readonly Field<ImmutableList<string>> ForbiddenTraits = All.Add("forbidden_traits", Wire.SetOfStrings);
        public static readonly Field<ImmutableList<ImmutableList<string>>> Aggregates = All.Add("aggregates", Wire.ListOfListsOfStrings);
        public static readonly Field<ImmutableList<string>> ForbiddenAggregates = All.Add("forbidden_aggregates", Wire.SetOfStrings);
        public static readonly Field<string?> RequesterId = All.Nullable("requester_id", Wire.String);
        public static readonly Field<ImmutableList<string>> ProviderUuids = All.Add("provider_uuids", Wire.ListOfUuids);
        public static readonly Field<string?> InTree = All.Nullable("in_tree", Wire.Uuid);
    }
}
