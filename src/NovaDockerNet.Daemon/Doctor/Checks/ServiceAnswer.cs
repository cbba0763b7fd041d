using Newtonsoft.Json.Linq;

namespace NovaDockerNet.Daemon.Doctor.Checks;

/// <summary>Body of an answer.</summary>
internal sealed record ServiceAnswer(JObject Body, Uri Address);
