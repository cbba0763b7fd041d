using Newtonsoft.Json.Linq;

namespace NovaDockerNet.OpenStack.Tests.Fakes;

sealed record SentRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body)
{
    internal JObject Json => JObject.Parse(Body);

    internal string Line => $"{Method} {Uri.PathAndQuery}";
}
