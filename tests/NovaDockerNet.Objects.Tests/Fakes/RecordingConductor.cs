using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Profiles;
using NovaDockerNet.Oslo.VersionedObjects;

namespace NovaDockerNet.Objects.Tests.Fakes;

/// <summary>Keeps what was asked and answers from a queue.</summary>
internal sealed class RecordingConductor(string release = "26") : IConductor
{
    public NovaProfile Profile { get; } = NovaProfile.ForRelease(release);

    public List<string> Calls { get; } = [];

    public List<JObject> Sent { get; } = [];

    public List<RequestContext> Contexts { get; } = [];

    public Queue<JToken?> Answers { get; } = [];

    public Task<JToken?> ClassActionAsync(RequestContext context, string objectName, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        Calls.Add($"{objectName} {method} {WireJson.ToText(new JArray(args, kwargs))}");
        Contexts.Add(context);
        return Task.FromResult(Answers.Count > 0 ? Answers.Dequeue() : null);
    }

    public Task<JToken?> ObjectActionAsync(RequestContext context, VersionedObject instance, string method, JArray args, JObject kwargs, CancellationToken ct)
    {
        Calls.Add($"{instance.ObjectName} {method} {WireJson.ToText(new JArray(args, kwargs))}");
        Contexts.Add(context);
        Sent.Add(instance.ToPrimitive());
        if (Answers.Count == 0)
        {
            instance.ApplyUpdates([]);
            return Task.FromResult<JToken?>(null);
        }

        var answer = (JArray)Answers.Dequeue()!;
        instance.ApplyUpdates((JObject)answer[0]);
        return Task.FromResult<JToken?>(answer[1]);
    }

    public Task<JToken> BackportAsync(RequestContext context, JObject primitive, CancellationToken ct)
    {
        Calls.Add($"backport {primitive[EnvelopeKeys.Name]} {primitive[EnvelopeKeys.Version]}");
        return Task.FromResult(Answers.Dequeue()!);
    }
}
