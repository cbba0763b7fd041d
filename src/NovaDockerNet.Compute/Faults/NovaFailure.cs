using Newtonsoft.Json.Linq;
using NovaDockerNet.Objects.Exceptions;
using NovaDockerNet.Oslo.Messaging.Failures;

namespace NovaDockerNet.Compute.Faults;

/// <summary>A nova exception on its way to the caller of a call: nova-api rebuilds the class and chooses the HTTP status by it.</summary>
sealed class NovaFailure(NovaException exception) : Exception(exception.Message, exception), IRpcFailure
{
    public string Class => exception.ClassName;

    public string Module => NovaException.Module;

    public JArray Args => [exception.Message];

    public JObject Kwargs => exception.WireKwargs();

    /// <summary>WrapException has logged it.</summary>
    public bool IsExpected => true;
}
